/* cut-power MOUNTPOINT: stops the file system at once, as a power cut does: nothing that is not on the device by
   now gets there, not even the journal (EXT4_IOC_SHUTDOWN, XFS_IOC_GOINGDOWN, flag 2: no log flush). Prints when it
   began (nanoseconds of the monotonic clock). */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>

int main(int argc, char **argv) {
  uint32_t no_log_flush = 2;
  struct timespec began;
  int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
  clock_gettime(CLOCK_MONOTONIC, &began);
  if (fd < 0 || ioctl(fd, _IOR('X', 125, uint32_t), &no_log_flush) < 0) {
    perror("cut-power");
    return 1;
  }
  printf("%ld%09ld", (long)began.tv_sec, began.tv_nsec);
  return 0;
}
