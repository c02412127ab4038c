/* Preloaded: of the writes to a record's file, SHORT_PERCENT in a hundred put only a part on disk and say so. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

ssize_t write(int fd, const void *bytes, size_t length) {
  ssize_t (*really)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
  const char *percent = getenv("SHORT_PERCENT");
  char link[64], path[4096];
  if (!percent || length < 2) return really(fd, bytes, length);
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t named = readlink(link, path, sizeof path - 1);
  if (named < 0) return really(fd, bytes, length);
  path[named] = 0;
  unsigned dice[2] = {0, 0};
  if (!strstr(path, "/log/") || getrandom(dice, sizeof dice, 0) < 0) return really(fd, bytes, length);
  if ((int)(dice[0] % 100) >= atoi(percent)) return really(fd, bytes, length);
  return really(fd, bytes, 1 + dice[1] % (length - 1));
}
