# Instruments a project that knows nothing of callchain:
#
#   cmake -S project -B build -DCMAKE_C_COMPILER=clang-22 -DCMAKE_CXX_COMPILER=clang++-22 \
#         -DCMAKE_PROJECT_TOP_LEVEL_INCLUDES=$(pkg-config --variable=cmake_include callchain)
#
# (CMake 3.24 and later.) Every target of the project that compiles gets what
# callchain_enable gives. That happens when the top CMakeLists.txt has been
# read to its end, so checks of the compiler run without the plugin.
# CALLCHAIN_OUT and CALLCHAIN_ROOT can be set as for callchain_enable.
include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/callchainConfig.cmake")
cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}" CALL _callchain_enable_folder "${CMAKE_SOURCE_DIR}")
