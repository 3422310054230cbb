# callchain_enable(<target>… [OUT <folder>] [ROOT <folder>])
#
# Has clang load the plugin when it compiles the targets' C, C++ and CUDA
# sources; the plugin is chosen by the compiler's version. A compiler that is
# no clang, or one without a plugin, gets no option and one line says so. CUDA
# sources that nvcc compiles get callchain-nvcc in front, which reads them with
# clang beside it.
#
# Graph files go to OUT (CALLCHAIN_OUT when it is set, else callchain/ in the
# top build folder); files are named relative to ROOT (CALLCHAIN_ROOT, else as
# the plugin finds it: the root of the project that the top source folder
# belongs to, else that folder).
#
# Interface, imported and utility targets compile nothing and are passed over.

# The functions run under these policies, however old the project's own are.
cmake_policy(PUSH)
cmake_policy(VERSION 3.19)

# Text as part of a generator expression's result.
function(_callchain_escape result text)
    if(text MATCHES ";")
        message(WARNING "callchain: a path with a semicolon cannot be used: '${text}'")
        set(text "")
    endif()
    string(REPLACE ">" "$<ANGLE-R>" text "${text}")
    set(${result} "${text}" PARENT_SCOPE)
endfunction()

# Where graphs go, and what names are relative to, in the caller's OUT and ROOT.
function(_callchain_folders)
    if(NOT OUT)
        set(OUT "${CALLCHAIN_OUT}")
    endif()
    if(NOT OUT)
        set(OUT "${CMAKE_BINARY_DIR}/callchain")
    endif()
    if(NOT ROOT)
        set(ROOT "${CALLCHAIN_ROOT}")
    endif()
    if(NOT ROOT)
        execute_process(COMMAND "${callchain_COMMAND}" env --root-of "${CMAKE_SOURCE_DIR}/CMakeLists.txt"
                        OUTPUT_VARIABLE ROOT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
        if(NOT ROOT OR ROOT STREQUAL "/")
            set(ROOT "${CMAKE_SOURCE_DIR}")
        endif()
    endif()
    get_filename_component(OUT "${OUT}" ABSOLUTE BASE_DIR "${CMAKE_BINARY_DIR}")
    get_filename_component(ROOT "${ROOT}" ABSOLUTE BASE_DIR "${CMAKE_SOURCE_DIR}")
    set(OUT "${OUT}" PARENT_SCOPE)
    set(ROOT "${ROOT}" PARENT_SCOPE)
endfunction()

# Says once for each language what becomes of it.
function(_callchain_report)
    get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
    foreach(language C CXX CUDA)
        get_property(reported GLOBAL PROPERTY _callchain_reported_${language})
        if(reported OR NOT language IN_LIST languages)
            continue()
        endif()
        set_property(GLOBAL PROPERTY _callchain_reported_${language} TRUE)
        set(id "${CMAKE_${language}_COMPILER_ID}")
        string(REGEX MATCH "^[0-9]+" major "${CMAKE_${language}_COMPILER_VERSION}")
        if(id STREQUAL "Clang" AND major IN_LIST callchain_PLUGIN_MAJORS)
            message(STATUS "callchain: ${language}: clang ${major} writes graph files to ${OUT}")
        elseif(language STREQUAL "CUDA" AND id STREQUAL "NVIDIA")
            message(STATUS "callchain: CUDA: callchain-nvcc writes graph files to ${OUT}")
        else()
            string(REPLACE ";" ", " majors "${callchain_PLUGIN_MAJORS}")
            message(STATUS "callchain: ${language}: no graph files: the compiler is ${id} "
                           "${CMAKE_${language}_COMPILER_VERSION}, and there are plugins for clang ${majors}; "
                           "'callchain run' reads the build's compile_commands.json instead")
        endif()
    endforeach()
endfunction()

function(_callchain_enable_nvcc target)
    get_target_property(launcher ${target} CUDA_COMPILER_LAUNCHER)
    if(NOT launcher)
        set(launcher "")
    endif()
    if(CMAKE_CUDA_COMPILER_ID STREQUAL "NVIDIA" AND NOT "${launcher}" MATCHES "callchain-nvcc"
       AND EXISTS "${callchain_NVCC}")
        set_property(TARGET ${target} PROPERTY CUDA_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
                     "CALLCHAIN_OUT=${OUT}" "CALLCHAIN_ROOT=${ROOT}" "${callchain_NVCC}" ${launcher})
    endif()
endfunction()

function(callchain_enable)
    cmake_parse_arguments(PARSE_ARGV 0 given "" "OUT;ROOT" "")
    set(OUT "${given_OUT}")
    set(ROOT "${given_ROOT}")
    _callchain_folders()
    _callchain_report()
    _callchain_escape(out "${OUT}")
    _callchain_escape(root "${ROOT}")
    set(options "")
    foreach(major ${callchain_PLUGIN_MAJORS})
        _callchain_escape(plugin "${callchain_PLUGIN_FOLDER}/callchain-clang-${major}.so")
        math(EXPR next "${major} + 1")
        foreach(language C CXX CUDA)
            set(version "$<${language}_COMPILER_VERSION>")
            set(fits "$<AND:$<COMPILE_LANG_AND_ID:${language},Clang>,$<NOT:$<VERSION_LESS:${version},${major}>>,$<VERSION_LESS:${version},${next}>>")
            list(APPEND options "$<${fits}:-fplugin=${plugin}>" "$<${fits}:-fplugin-arg-callchain-out=${out}>"
                 "$<${fits}:-fplugin-arg-callchain-root=${root}>")
        endforeach()
    endforeach()
    foreach(target ${given_UNPARSED_ARGUMENTS})
        if(NOT TARGET ${target})
            message(WARNING "callchain_enable: there is no target '${target}'")
            continue()
        endif()
        get_target_property(aliased ${target} ALIASED_TARGET)
        if(aliased)
            set(target ${aliased})
        endif()
        get_target_property(type ${target} TYPE)
        get_target_property(imported ${target} IMPORTED)
        get_property(enabled TARGET ${target} PROPERTY _callchain_enabled)
        if(enabled OR imported
           OR NOT type MATCHES "^(STATIC_LIBRARY|SHARED_LIBRARY|MODULE_LIBRARY|OBJECT_LIBRARY|EXECUTABLE)$")
            continue()
        endif()
        set_property(TARGET ${target} PROPERTY _callchain_enabled TRUE)
        target_compile_options(${target} PRIVATE ${options})
        _callchain_enable_nvcc(${target})
    endforeach()
endfunction()

# Every target of a folder and those below it.
function(_callchain_enable_folder folder)
    get_property(targets DIRECTORY "${folder}" PROPERTY BUILDSYSTEM_TARGETS)
    callchain_enable(${targets})
    get_property(subfolders DIRECTORY "${folder}" PROPERTY SUBDIRECTORIES)
    foreach(subfolder IN LISTS subfolders)
        _callchain_enable_folder("${subfolder}")
    endforeach()
endfunction()

cmake_policy(POP)
