#include "cuda_stub.h"
struct Level0 {
    int deepest, unread;
};
struct Level1 {
    Level0 in;
};
struct Level2 {
    Level1 in;
};
struct Level3 {
    Level2 in;
};
struct Level4 {
    Level3 in;
};
struct Level5 {
    Level4 in;
};
struct Level6 {
    Level5 in;
};
struct Level7 {
    Level6 in;
};
struct Level8 {
    Level7 in;
};
struct Level9 {
    Level8 in;
};
struct Level10 {
    Level9 in;
};
struct Level11 {
    Level10 in;
};
struct Level12 {
    Level11 in;
};
struct Level13 {
    Level12 in;
};
struct Level14 {
    Level13 in;
};
struct Level15 {
    Level14 in;
};
struct Level16 {
    Level15 in;
};
struct Level17 {
    Level16 in;
};
struct Level18 {
    Level17 in;
};
struct Level19 {
    Level18 in;
};
struct Level20 {
    Level19 in;
};
__global__ void kernel(Level20 params, int *p) { *p = params.in.in.in.in.in.in.in.in.in.in.in.in.in.in.in.in.in.in.in.in.deepest; }
void launch(Level20 params, int *p) { kernel<<<1, 1>>>(params, p); }
int sum(int first, int rest)
{
    return first
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest
            + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest + rest;
}
