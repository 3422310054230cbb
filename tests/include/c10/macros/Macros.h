/* With ATen/ATen.h it tells the plugin that this folder is PyTorch's: the stubs are the system's, as what
 * they stand in for is. */
