/* Preloaded into inc: the first write to a record's file puts only TORN_BYTES bytes on disk, and then the
   process is killed inside write(2), or, with TORN_SHORT set, goes on with a short count. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int torn = 0;

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
