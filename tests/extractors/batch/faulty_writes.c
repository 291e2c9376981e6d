/* Counts the calls that change what is on disk below one folder, and makes one of them go wrong.

   Preloaded (LD_PRELOAD) into a process that tests. It does nothing until `faulty_writes_begin(folder, number, fault)`
   is called: then the call of that number is the one at which the process is killed before it happens (KILL), after it
   (KILL_AFTER), in the middle of what it writes (KILL_WITHIN), or from which on (FULL) or at which alone (ONCE) calls
   fail with `error`. What only removes or syncs does not fail for want of room.  */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NONE, KILL, KILL_AFTER, KILL_WITHIN, FULL, ONCE };
static char folder[PATH_MAX];
static size_t folder_length;
static atomic_long calls;
static long number;
static int fault, error;

void faulty_writes_begin(const char *where, long at, int how, int with) {
    strncpy(folder, where, PATH_MAX - 1);
    folder_length = strlen(folder);
    calls = 0; number = at; error = with; fault = how;
}

long faulty_writes_calls(void) { return calls; }

static int lies_in_folder(int at, const char *path) {
    char whole[2 * PATH_MAX], here[PATH_MAX];
    if (!folder_length) return 0;
    if (path[0] != '/') {
        if (at == AT_FDCWD) { if (!getcwd(here, sizeof here)) return 0; }
        else { char name[64]; snprintf(name, sizeof name, "/proc/self/fd/%d", at);
               ssize_t n = readlink(name, here, sizeof here - 1); if (n < 0) return 0; here[n] = 0; }
        snprintf(whole, sizeof whole, "%s/%s", here, path);
        path = whole;
    }
    return !strncmp(path, folder, folder_length);
}

static int is_in_folder(int fd) {
    char name[64], path[PATH_MAX];
    if (!folder_length) return 0;
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(name, path, sizeof path - 1);
    if (n < 0) return 0;
    path[n] = 0;
    return !strncmp(path, folder, folder_length);
}

static void die(void) { kill(getpid(), SIGKILL); for (;;) pause(); }

/* What is to happen at this call: 0 nothing, KILL_AFTER or KILL_WITHIN for the caller, -1 that it fails. */
static int cross(int takes_room) {
    long here = ++calls;
    if (fault == NONE || here < number) return 0;
    if (fault == FULL) { if (takes_room) { errno = error; return -1; } return 0; }
    if (here != number) return 0;
    if (fault == KILL) die();
    if (fault == ONCE) { errno = error; return -1; }
    return fault;
}

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, name)
#define AFTER(result) do { __typeof__(result) r_ = (result); if (how) die(); return r_; } while (0)

#define WRITES(symbol, params, within, whole) \
    ssize_t symbol params { \
        REAL(ssize_t, #symbol, int, const void *, size_t OFFSET); \
        if (!is_in_folder(fd)) return real whole; \
        int how = cross(1); \
        if (how < 0) return -1; \
        if (how == KILL_WITHIN) { if (size > 1) real within; die(); } \
        AFTER(real whole); \
    }
#define OFFSET
WRITES(write, (int fd, const void *data, size_t size), (fd, data, size / 2), (fd, data, size))
#undef OFFSET
#define OFFSET , off_t
WRITES(pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size / 2, at), (fd, data, size, at))
#undef OFFSET
#define OFFSET , off64_t
WRITES(pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size / 2, at), (fd, data, size, at))

ssize_t writev(int fd, const struct iovec *parts, int count) {
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    if (!is_in_folder(fd)) return real(fd, parts, count);
    int how = cross(1);
    if (how < 0) return -1;
    AFTER(real(fd, parts, count));
}

#define SYNCS(symbol) \
    int symbol(int fd) { \
        REAL(int, #symbol, int); \
        if (!is_in_folder(fd)) return real(fd); \
        int how = cross(fault == ONCE || error == EIO); \
        if (how < 0) return -1; \
        AFTER(0); /* who is killed loses nothing that was not synced, and hundreds of runs end sooner */ \
    }
SYNCS(fsync)
SYNCS(fdatasync)

#define CUTS(symbol, kind) \
    int symbol(int fd, kind size) { \
        REAL(int, #symbol, int, kind); \
        if (!is_in_folder(fd)) return real(fd, size); \
        int how = cross(size > 0); \
        if (how < 0) return -1; \
        AFTER(real(fd, size)); \
    }
CUTS(ftruncate, off_t)
CUTS(ftruncate64, off64_t)

#define ALLOCATES(symbol, kind) \
    int symbol(int fd, kind from, kind size) { \
        REAL(int, #symbol, int, kind, kind); \
        if (!is_in_folder(fd)) return real(fd, from, size); \
        int how = cross(1); \
        if (how < 0) return errno; \
        AFTER(real(fd, from, size)); \
    }
ALLOCATES(posix_fallocate, off_t)
ALLOCATES(posix_fallocate64, off64_t)

int rename(const char *old, const char *new) {
    REAL(int, "rename", const char *, const char *);
    if (!lies_in_folder(AT_FDCWD, new)) return real(old, new);
    int how = cross(1);
    if (how < 0) return -1;
    AFTER(real(old, new));
}

int renameat(int from, const char *old, int to, const char *new) {
    REAL(int, "renameat", int, const char *, int, const char *);
    if (!lies_in_folder(to, new)) return real(from, old, to, new);
    int how = cross(1);
    if (how < 0) return -1;
    AFTER(real(from, old, to, new));
}

int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    if (!lies_in_folder(AT_FDCWD, path)) return real(path);
    int how = cross(0);
    if (how < 0) return -1;
    AFTER(real(path));
}

int mkdir(const char *path, mode_t mode) {
    REAL(int, "mkdir", const char *, mode_t);
    if (!lies_in_folder(AT_FDCWD, path)) return real(path, mode);
    int how = cross(1);
    if (how < 0) return -1;
    AFTER(real(path, mode));
}

#define OPENS(symbol) \
    int symbol(const char *path, int flags, ...) { \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        REAL(int, #symbol, const char *, int, ...); \
        if (!(flags & O_CREAT) || !lies_in_folder(AT_FDCWD, path)) return real(path, flags, mode); \
        struct stat there; \
        int is_new = stat(path, &there) != 0; \
        if (!is_new && !(flags & O_TRUNC)) return real(path, flags, mode); \
        int how = cross(is_new); \
        if (how < 0) return -1; \
        AFTER(real(path, flags, mode)); \
    }
OPENS(open)
OPENS(open64)
