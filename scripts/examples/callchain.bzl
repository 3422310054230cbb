"""An aspect for Bazel: one action a C or C++ source, whose declared output is the folder with its graph file, so that a
cache that has the action's result has the graph, too.

    bazel build //... --aspects=//tools:callchain.bzl%callchain --output_groups=callchain
    callchain merge $(find bazel-bin -name '*.callchain' -type d) -o program.ccg

It compiles nothing: clang reads the source with the flags of the target (-fsyntax-only), as `callchain run` does. CLANG and
PLUGIN are absolute paths on the machines that build (`pkg-config --variable=plugin22 callchain`); what they are is part of
the action's key by its command line alone. Written by Bazel's documentation; no Bazel has run it yet.
"""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "ACTION_NAMES")
load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain", "use_cpp_toolchain")

CLANG = "/usr/bin/clang-22"
PLUGIN = "/usr/local/lib/callchain/callchain-clang-22.so"
C = ["c"]
CXX = ["cc", "cpp", "cxx", "c++"]

def _graph_of(target, ctx, source, toolchain, features):
    context = target[CcInfo].compilation_context
    cxx = source.extension in CXX
    name = ACTION_NAMES.cpp_compile if cxx else ACTION_NAMES.c_compile
    options = getattr(ctx.rule.attr, "copts", []) + (ctx.fragments.cpp.cxxopts if cxx else ctx.fragments.cpp.conlyopts)
    variables = cc_common.create_compile_variables(
        feature_configuration = features,
        cc_toolchain = toolchain,
        source_file = source.path,
        user_compile_flags = ctx.fragments.cpp.copts + options,
        include_directories = context.includes,
        quote_include_directories = context.quote_includes,
        system_include_directories = context.system_includes,
        preprocessor_defines = depset(transitive = [context.defines, context.local_defines]),
    )
    folder = ctx.actions.declare_directory("{}.{}.callchain".format(ctx.rule.attr.name, source.basename))
    arguments = ctx.actions.args()
    arguments.add_all(cc_common.get_memory_inefficient_command_line(
        feature_configuration = features,
        action_name = name,
        variables = variables,
    ))
    arguments.add_all(["-fsyntax-only", "-fplugin=" + PLUGIN])
    arguments.add_all([folder], format_each = "-fplugin-arg-callchain-out=%s", expand_directories = False)
    ctx.actions.run(
        executable = CLANG,
        arguments = [arguments],
        inputs = depset([source], transitive = [context.headers]),
        outputs = [folder],
        mnemonic = "CallchainGraph",
        progress_message = "Reading the calls of {}".format(source.short_path),
    )
    return folder

def _callchain_impl(target, ctx):
    if CcInfo not in target or not hasattr(ctx.rule.files, "srcs"):
        return [OutputGroupInfo(callchain = depset())]
    toolchain = find_cpp_toolchain(ctx)
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = toolchain,
        requested_features = ctx.features,
        unsupported_features = ctx.disabled_features,
    )
    return [OutputGroupInfo(callchain = depset([
        _graph_of(target, ctx, source, toolchain, features)
        for source in ctx.rule.files.srcs
        if source.extension in C + CXX
    ]))]

callchain = aspect(
    implementation = _callchain_impl,
    attrs = {"_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain")},
    fragments = ["cpp"],
    toolchains = use_cpp_toolchain(),
)
