// Functions that call each other in a circle are reached as the circle is.
#include "cuda_stub.h"

__global__ void mutual(int) {}
__global__ void last(int) {}
__global__ void itself(int) {}
__global__ void two_ways(int) {}
__global__ void nobody(int) {}

// Entered at `first` alone, where argc > 1; a round more only adds n > 3.
void second(int n);
void first(int n)
{
    mutual<<<1, 1>>>(n);
    if (n > 3)
        second(n);
}
void second(int n)
{
    last<<<1, 1>>>(n);
    first(n - 1);
}

void by_itself(int n)
{
    if (n == 0)
        return;
    itself<<<1, 1>>>(n);
    by_itself(n - 1);
}

// Entered at both.
void left(int n);
void right(int n)
{
    if (n > 20)
        left(n);
}
void left(int n)
{
    two_ways<<<1, 1>>>(n);
    if (n > 10)
        right(n);
}

// A circle that nobody here enters may be entered at each of its functions.
void pong(int n);
void ping(int n)
{
    if (n > 1)
        pong(n);
}
void pong(int n)
{
    nobody<<<1, 1>>>(n);
    if (n > 2)
        ping(n);
}

int main(int argc, char **)
{
    if (argc > 1)
        first(argc);
    if (argc > 2)
        by_itself(argc);
    if (argc > 3)
        right(argc);
    if (argc > 4)
        left(argc);
}
