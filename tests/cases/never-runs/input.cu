// What constants decide against never runs: branches, cases, loops, operands, what follows a return.
#include "cuda_stub.h"
enum class Mode { Fast, Exact };
template <int N> __global__ void k(int *p) { *p = N; }
void live(int);
void dead(int);

// A switch on a template constant; two labels of one case; falling from one case into the next.
template <int O> void by_switch(int *p)
{
    switch (O) {
    case 0:
    case 5:
        k<1><<<1, 64>>>(p);
        break;
    case 1:
        k<2><<<1, 128>>>(p);
    case 2:
        k<3><<<1, 192>>>(p);
        break;
    default:
        k<4><<<1, 256>>>(p);
    }
}
template void by_switch<0>(int *);
template void by_switch<1>(int *);
template void by_switch<2>(int *);
template void by_switch<5>(int *);
template void by_switch<9>(int *);

// No case fits and there is no default: what follows the switch runs.
template <Mode M> void by_enum(int *p)
{
    switch (M) {
    case Mode::Exact:
        k<11><<<1, 32>>>(p);
        return;
    }
    k<12><<<1, 32>>>(p);
}
template void by_enum<Mode::Fast>(int *);
template void by_enum<Mode::Exact>(int *);

template <int Type, bool B, char C> void by_if(int *p, int n)
{
    if (Type > 0)
        k<21><<<1, 32>>>(p);
    else
        k<22><<<1, 32>>>(p);
    if (B && n)
        k<23><<<1, 32>>>(p);
    if (C == 'x' || n)
        k<24><<<1, 32>>>(p);
    else
        k<25><<<1, 32>>>(p);
}
template void by_if<0, false, 'x'>(int *, int);

int f(int);
int g(int);
template <bool B> int by_operand(int n)
{
    return (B && f(n)) + (B || g(n)) + (B ? f(n) : g(n));
}
template int by_operand<false>(int);
template int by_operand<true>(int);

template <int N> void by_loop(int n)
{
    for (int i = 0; N > 0; ++i)
        dead(i);
    while (N > 0)
        dead(n);
    do
        live(n);
    while (N > 0);
}
template void by_loop<0>(int);

template <bool B> void by_return(int *p)
{
    if (B)
        return;
    k<31><<<1, 32>>>(p);
}
template void by_return<true>(int *);
template void by_return<false>(int *);

void after_return(int n)
{
    live(n);
    return;
    dead(n);
}
// The break leaves the inner loop only.
void forever(int n)
{
    for (;;) {
        while (n)
            break;
        live(n);
    }
    dead(n);
}
void left_by_break(int n)
{
    for (;;) {
        if (n)
            break;
    }
    live(n);
}
// A label in a branch that constants decide against is reached by goto.
void by_goto(int n)
{
    if (n)
        goto in;
    if (false) {
        dead(n);
    in:
        live(n);
    }
}
// Duff's device: a case within a loop that is never entered from above.
void into_loop(int n)
{
    switch (n) {
        while (false) {
        case 1:
            live(n);
        }
    }
}
// All enumerators have a case; the value can be another.
enum Three { A, B, C };
int covered(Three t)
{
    if (false)
        dead(0);
    switch (t) {
    case A:
        return 1;
    case B:
    case C:
        return 2;
    }
    live(0);
    return 0;
}
void handler(int n)
{
    try {
        live(n);
    } catch (...) {
        live(n + 1);
        if (false)
            dead(n);
    }
}

// What only such calls lead to is not launched either, nor what that calls.
template <int N> void deeper(int *p) { k<N><<<1, 32>>>(p); }
template <int N> void middle(int *p) { deeper<N>(p); }
template <bool B> void leads(int *p)
{
    if (B)
        middle<41>(p);
    else
        middle<42>(p);
}
template void leads<false>(int *);
// The same function from elsewhere runs.
void leads_too(int *p) { deeper<43>(p); }
template <bool B> void leads_never(int *p)
{
    if (B)
        deeper<43>(p);
}
template void leads_never<false>(int *);
// Two that call each other, entered only from code that never runs.
void ping(int *p, int n);
static void pong(int *p, int n)
{
    k<51><<<1, 32>>>(p);
    ping(p, n - 1);
}
void ping(int *p, int n)
{
    if (n)
        pong(p, n);
}
void enters(int *p)
{
    if (sizeof(int) == 2)
        ping(p, 3);
}
// A closure that is called where nothing runs.
void by_closure(int *p)
{
    if (false)
        [&] { k<61><<<1, 32>>>(p); }();
    [&] { k<62><<<1, 32>>>(p); }();
}
// At run time, after all.
void by_value(int *p, const int n)
{
    if (n > 0)
        k<71><<<1, 32>>>(p);
}
