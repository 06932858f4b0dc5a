# Read by CMake right after project(llama_cpp): llama.cpp's command-line helpers are not needed
# by the bindings, and are half of the compile. A normal variable wins over the cached one that
# the bindings force (CMP0126).
set(LLAMA_BUILD_COMMON OFF)
