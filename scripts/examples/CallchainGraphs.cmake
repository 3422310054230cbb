# Graph files as declared outputs of the build: one action a unit, beside the one that compiles it.
#
#     include(CallchainGraphs)
#     callchain_graphs(my_target OUTPUT ${CMAKE_BINARY_DIR}/my_target.ccg)
#
# makes the target my_target_graphs, with a graph file for each C and C++ source of my_target, and a merge of them. Each
# is made by clang with the same definitions, folders and options, again when the source or a header that it includes has
# changed, and not otherwise. So a cache of build outputs brings graphs along as it brings objects; and with ccache, whose
# hits run no compiler and so no plugin, the graphs are there all the same, since they are no by-product of compiling.
#
# CALLCHAIN_PROGRAM and CALLCHAIN_CLANG (a clang that callchain has a plugin for) are looked for in PATH. What the build's
# own compiler takes and clang does not is to be left out by CALLCHAIN_WITHOUT, a regular expression on options. CUDA units
# want 'callchain run': they are read once for each architecture. Wants CMake 3.20, for headers.
cmake_minimum_required(VERSION 3.20)

find_program(CALLCHAIN_PROGRAM callchain REQUIRED)
find_program(CALLCHAIN_CLANG NAMES clang-22 clang-19 clang REQUIRED)

function(_callchain_unit_graph target source graph_result)
    get_target_property(folder ${target} SOURCE_DIR)
    get_filename_component(path "${source}" ABSOLUTE BASE_DIR "${folder}")
    get_source_file_property(language "${path}" TARGET_DIRECTORY ${target} LANGUAGE)
    get_filename_component(extension "${source}" LAST_EXT)
    if(NOT language MATCHES "^(C|CXX)$" OR extension MATCHES "^\\.(h|hh|hpp|hxx|inc)$")
        set(${graph_result} "" PARENT_SCOPE)
        return()
    endif()
    file(RELATIVE_PATH name "${CMAKE_SOURCE_DIR}" "${path}")
    string(SHA256 hash "${name}")
    string(SUBSTRING "${hash}" 0 12 hash)
    get_filename_component(base "${name}" NAME)
    set(stem "${CMAKE_CURRENT_BINARY_DIR}/callchain/${target}/${base}-${hash}")
    set(property "$<TARGET_PROPERTY:${target},")
    set(includes "${property}INCLUDE_DIRECTORIES>")
    set(definitions "${property}COMPILE_DEFINITIONS>")
    set(options "${property}COMPILE_OPTIONS>")
    if(CALLCHAIN_WITHOUT)
        set(options "$<FILTER:${options},EXCLUDE,${CALLCHAIN_WITHOUT}>")
    endif()
    get_target_property(standard ${target} ${language}_STANDARD)
    set(standard_option "")
    if(standard)
        set(standard_option ${CMAKE_${language}${standard}_EXTENSION_COMPILE_OPTION})
    endif()
    separate_arguments(flags NATIVE_COMMAND "${CMAKE_${language}_FLAGS}")
    # The compiler's part goes into a folder of its own, and becomes the one file when it is complete.
    add_custom_command(OUTPUT "${stem}.ccg"
        COMMAND ${CMAKE_COMMAND} -E rm -rf "${stem}.parts"
        COMMAND ${CMAKE_COMMAND} -E make_directory "${stem}.parts"
        COMMAND ${CMAKE_COMMAND} -E env "CALLCHAIN_OUT=${stem}.parts" "CALLCHAIN_ROOT=${CMAKE_SOURCE_DIR}"
            "${CALLCHAIN_CLANG}" $<$<STREQUAL:${language},CXX>:--driver-mode=g++> ${_callchain_flags}
            ${flags} ${standard_option} "$<$<BOOL:${includes}>:-I$<JOIN:${includes},;-I>>"
            "$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},;-D>>" "${options}"
            -w -fsyntax-only -MD -MQ "${stem}.ccg" -MF "${stem}.d" "${path}"
        COMMAND "${CALLCHAIN_PROGRAM}" merge -q -o "${stem}.ccg" "${stem}.parts"
        DEPENDS "${path}" DEPFILE "${stem}.d"
        COMMENT "Graph of ${name}" COMMAND_EXPAND_LISTS VERBATIM)
    set(${graph_result} "${stem}.ccg" PARENT_SCOPE)
endfunction()

function(callchain_graphs target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "OUTPUT" "")
    execute_process(COMMAND "${CALLCHAIN_PROGRAM}" flags "--clang=${CALLCHAIN_CLANG}" --out=/ --root=/
        WORKING_DIRECTORY / OUTPUT_VARIABLE told RESULT_VARIABLE failed OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(failed)
        message(FATAL_ERROR "callchain has no plugin for ${CALLCHAIN_CLANG}")
    endif()
    separate_arguments(_callchain_flags NATIVE_COMMAND "${told}")
    list(FILTER _callchain_flags INCLUDE REGEX "^-fplugin=") # where to, each command says itself
    set(graphs "")
    get_target_property(sources ${target} SOURCES)
    foreach(source IN LISTS sources)
        _callchain_unit_graph(${target} "${source}" graph)
        list(APPEND graphs ${graph})
    endforeach()
    if(NOT arg_OUTPUT)
        set(arg_OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/${target}.ccg")
    endif()
    add_custom_command(OUTPUT "${arg_OUTPUT}"
        COMMAND "${CALLCHAIN_PROGRAM}" merge -q -o "${arg_OUTPUT}" ${graphs}
        DEPENDS ${graphs} COMMENT "Graph of ${target}" VERBATIM)
    add_custom_target(${target}_graphs ALL DEPENDS "${arg_OUTPUT}")
    add_dependencies(${target}_graphs ${target}) # headers that the target's own rules make
endfunction()
