#include "base/write_all.h"

#include <errno.h>
#include <unistd.h>

int cch_write_all(int descriptor, const void *bytes, size_t size) {
    for (const char *at = bytes; size;) {
        ssize_t count = write(descriptor, at, size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            errno = count ? errno : EIO;
            return -1;
        }
        at += count;
        size -= (size_t)count;
    }
    return 0;
}
