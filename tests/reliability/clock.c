/* The time of day as a file says it is: so many seconds later, read anew at every look.
   libfaketime would do, but that it breaks off sleeps until an instant of the monotonic clock. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long ahead(void)
{
    long seconds = 0;
    FILE *file = fopen(getenv("CLOCK_AHEAD"), "r");
    if (file) {
        if (fscanf(file, "%ld", &seconds) != 1)
            seconds = 0;
        fclose(file);
    }
    return seconds;
}

int clock_gettime(clockid_t clock, struct timespec *told)
{
    int failed = (int)syscall(SYS_clock_gettime, clock, told);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        told->tv_sec += ahead();
    return failed;
}

int gettimeofday(struct timeval *told, void *zone)
{
    int failed = (int)syscall(SYS_gettimeofday, told, zone);
    if (!failed)
        told->tv_sec += ahead();
    return failed;
}

time_t time(time_t *told)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (told)
        *told = now.tv_sec;
    return now.tv_sec;
}

/* Whoever waits until an instant has it from above, and the kernel goes by its own. */
int sem_timedwait(sem_t *semaphore, const struct timespec *until)
{
    int (*wait)(sem_t *, const struct timespec *) = dlsym(RTLD_NEXT, "sem_timedwait");
    struct timespec real = {until->tv_sec - ahead(), until->tv_nsec};
    return wait(semaphore, &real);
}
