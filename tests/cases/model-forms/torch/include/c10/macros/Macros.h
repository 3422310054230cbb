// With ATen/ATen.h it tells that the folder is PyTorch's.
