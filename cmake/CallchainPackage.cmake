# Installs what other builds use: the CMake package, the pkg-config file and
# callchain-nvcc. All of it finds the rest from its own place, so an installed
# tree can be moved.
include(CMakePackageConfigHelpers)
set(CALLCHAIN_PLUGIN_INSTALL ${CMAKE_INSTALL_LIBDIR}/callchain)
set(CALLCHAIN_CMAKE_INSTALL ${CMAKE_INSTALL_LIBDIR}/cmake/callchain)
set(package_sources ${CMAKE_CURRENT_LIST_DIR}/package)
set(package_binaries ${PROJECT_BINARY_DIR}/package)

configure_package_config_file(${package_sources}/callchainConfig.cmake.in ${package_binaries}/callchainConfig.cmake
    INSTALL_DESTINATION ${CALLCHAIN_CMAKE_INSTALL}
    PATH_VARS CALLCHAIN_PLUGIN_INSTALL CMAKE_INSTALL_BINDIR)
write_basic_package_version_file(${package_binaries}/callchainConfigVersion.cmake COMPATIBILITY SameMinorVersion
                                 ARCH_INDEPENDENT)

set(CALLCHAIN_PC_PLUGINS "")
foreach(major ${CALLCHAIN_PLUGIN_VERSIONS_BUILT})
    string(APPEND CALLCHAIN_PC_PLUGINS "plugin${major}=\${plugindir}/callchain-clang-${major}.so\n")
endforeach()
string(REPLACE ";" " " CALLCHAIN_PC_MAJORS "${CALLCHAIN_PLUGIN_VERSIONS_BUILT}")
file(RELATIVE_PATH CALLCHAIN_PC_TO_PREFIX /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
string(REGEX REPLACE "/$" "" CALLCHAIN_PC_TO_PREFIX "${CALLCHAIN_PC_TO_PREFIX}")
configure_file(${package_sources}/callchain.pc.in ${package_binaries}/callchain.pc @ONLY)

install(FILES ${package_binaries}/callchainConfig.cmake ${package_binaries}/callchainConfigVersion.cmake
              ${package_sources}/callchain-enable.cmake ${package_sources}/callchain-instrument.cmake
        DESTINATION ${CALLCHAIN_CMAKE_INSTALL})
install(FILES ${package_binaries}/callchain.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(PROGRAMS ${PROJECT_SOURCE_DIR}/scripts/callchain-nvcc DESTINATION ${CMAKE_INSTALL_BINDIR})
# Beside the command that was built, too, as in an installed tree.
configure_file(${PROJECT_SOURCE_DIR}/scripts/callchain-nvcc ${PROJECT_BINARY_DIR}/bin/callchain-nvcc COPYONLY)
