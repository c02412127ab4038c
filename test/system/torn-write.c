/* Preloaded into inc. With FLUSH_FAILS, fsync and fdatasync of a file whose path holds one of its texts (a:b) fail with EIO.
   With TORN_BYTES, the first write to a record's file puts only TORN_BYTES bytes on disk, and then the
   process is killed inside write(2), or, with TORN_SHORT set, goes on with a short count. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int torn = 0;

static int fails(int fd) {
  const char *wanted = getenv("FLUSH_FAILS");
  char link[64], path[4096];
  if (!wanted) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t named = readlink(link, path, sizeof path - 1);
  if (named < 0) return 0;
  path[named] = 0;
  char texts[4096], *rest = texts;
  snprintf(texts, sizeof texts, "%s", wanted);
  for (char *text = strtok_r(texts, ":", &rest); text; text = strtok_r(NULL, ":", &rest))
    if (strstr(path, text)) return 1;
  return 0;
}

int fsync(int fd) {
  int (*really)(int) = dlsym(RTLD_NEXT, "fsync");
  if (!fails(fd)) return really(fd);
  errno = EIO;
  return -1;
}

int fdatasync(int fd) {
  int (*really)(int) = dlsym(RTLD_NEXT, "fdatasync");
  if (!fails(fd)) return really(fd);
  errno = EIO;
  return -1;
}

ssize_t write(int fd, const void *bytes, size_t length) {
  ssize_t (*really)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
  const char *wanted = getenv("TORN_BYTES");
  char link[64], path[4096];
  if (torn || !wanted) return really(fd, bytes, length);
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t named = readlink(link, path, sizeof path - 1);
  if (named < 0) return really(fd, bytes, length);
  path[named] = 0;
  if (!strstr(path, "/log/")) return really(fd, bytes, length);
  torn = 1;
  size_t count = (size_t)atol(wanted);
  if (count > length) count = length;
  if (count > 0) really(fd, bytes, count);
  if (getenv("TORN_SHORT") && count > 0) return (ssize_t)count;
  kill(getpid(), SIGKILL);
  return -1;
}
