#ifdef __cplusplus
extern "C" {
#endif
int in_c(int);
int in_cpp(int);
int in_cuda(int);
int hidden_twin(int);
#ifdef __cplusplus
}
#endif
