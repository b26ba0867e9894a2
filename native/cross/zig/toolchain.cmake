# CMake's way to zig: LOCKSTEP_ZIG (the program), LOCKSTEP_TRIPLE, CMAKE_SYSTEM_NAME and CMAKE_SYSTEM_PROCESSOR are given.
# zig's own default is to trap on undefined behaviour, which needs a runtime that is not linked into libraries.
set(CMAKE_CXX_COMPILER ${LOCKSTEP_ZIG} c++ -target ${LOCKSTEP_TRIPLE} -fno-sanitize=undefined)
# What CMake would find out by linking programs: that compiles zig's C++ library once more, minutes for each target.
set(CMAKE_CXX_COMPILER_FORCED ON)
set(CMAKE_CXX_COMPILER_ID_RUN ON)
set(CMAKE_CXX_COMPILER_ID Clang)
set(CMAKE_CXX_COMPILER_FRONTEND_VARIANT GNU)
set(CMAKE_CXX_COMPILER_VERSION 19)
set(CMAKE_CXX_STANDARD_COMPUTED_DEFAULT 17)
set(CMAKE_CXX_EXTENSIONS_COMPUTED_DEFAULT ON)
set(CMAKE_SIZEOF_VOID_P 8)
# CMake looks for Apple's SDK and tools, which zig brings or does not need.
set(CMAKE_OSX_SYSROOT "")
set(CMAKE_INSTALL_NAME_TOOL true)
