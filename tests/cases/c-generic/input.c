int for_int(int);
int for_double(double);
int controlling(void);
int chosen(int);
int rejected(int);
int not_evaluated(void);
int pick(void)
{
    return _Generic(controlling(), int: for_int(1), double: for_double(1.0), default: rejected(1));
}
#define ABS(X) _Generic((X), int: for_int, double: for_double)(X)
int by_macro(void) { return ABS(1); }
int choose(void) { return __builtin_choose_expr(sizeof(int) == 4, chosen(1), rejected(2)); }
int constant(void) { return __builtin_constant_p(not_evaluated()); }
int compatible(void) { return __builtin_types_compatible_p(__typeof__(not_evaluated()), int); }
