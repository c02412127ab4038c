/* cut-power MOUNTPOINT: stops the file system at once, as a power cut does: nothing that is not on the device by
   now gets there, not even the journal (EXT4_IOC_SHUTDOWN, XFS_IOC_GOINGDOWN, flag 2: no log flush). */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>

int main(int argc, char **argv) {
  uint32_t no_log_flush = 2;
  int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
  if (fd < 0 || ioctl(fd, _IOR('X', 125, uint32_t), &no_log_flush) < 0) {
    perror("cut-power");
    return 1;
  }
  return 0;
}
