#include "parts.h"
at::Tensor scale_cpu(at::Tensor t, double by);
void bind_scale(torch::Library &library) { library.impl("scale", &scale_cpu); }
