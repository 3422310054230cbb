"""An aspect for Bazel: one action a C or C++ source, whose declared output is the folder with its graph file, so that a
cache that has the action's result has the graph, too.

    bazel build //... --aspects=//tools:callchain.bzl%callchain --output_groups=callchain
    callchain merge $(find -L bazel-bin -name '*.callchain' -type d) -o program.ccg

It compiles nothing: clang reads the source with the command of the target, as 'callchain translate' makes it from that of
the toolchain's compiler (-fsyntax-only). CALLCHAIN, CLANG and PLUGIN are absolute paths on the machines that build
(`pkg-config --variable=plugin22 callchain`); what they are is part of the action's key by its command line alone: clean
when one is replaced. Run by Bazel 4.2.3, Debian's.
"""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "ACTION_NAMES")
load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

CALLCHAIN = "/usr/local/bin/callchain"
CLANG = "/usr/bin/clang-22"
PLUGIN = "/usr/local/lib/callchain/callchain-clang-22.so"
C = ["c"]
CXX = ["cc", "cpp", "cxx", "c++", "C"]

# What Bazel gives an action are links, to where this machine has the files: read is a copy, in which each has the name that
# it has on every machine. A line of 'translate' is a command of a shell's.
READ = """set -eu
folder=$PWD/$1 inputs=$PWD/$2
shift 2
copy=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$copy"' EXIT
tar -chf - -T "$inputs" | tar -xf - -C "$copy"
cd "$copy"
commands=$('{callchain}' translate --clang='{clang}' -- "$@")
printf '%s\\n' "$commands" | while IFS= read -r command; do
    eval "$command" '-fplugin={plugin}' -fplugin-arg-callchain-root="$copy" -fplugin-arg-callchain-out="$folder"
done
""".format(callchain = CALLCHAIN, clang = CLANG, plugin = PLUGIN)

def _copts(ctx):
    """As rules take them: "$(NAME)" and "$(location …)" stand for something, and an option may be several."""
    words = []
    for option in getattr(ctx.rule.attr, "copts", []):
        option = ctx.expand_location(option, getattr(ctx.rule.attr, "data", []) + getattr(ctx.rule.attr, "srcs", []))
        words += ctx.tokenize(ctx.expand_make_variables("copts", option, {}))
    return words

def _graph_of(target, ctx, source, toolchain, features):
    contexts = [target[CcInfo].compilation_context] + [
        dep[CcInfo].compilation_context
        for dep in getattr(ctx.rule.attr, "implementation_deps", [])
        if CcInfo in dep
    ]
    cxx = source.extension in CXX
    name = ACTION_NAMES.cpp_compile if cxx else ACTION_NAMES.c_compile
    options = ctx.fragments.cpp.copts + (ctx.fragments.cpp.cxxopts if cxx else ctx.fragments.cpp.conlyopts)
    variables = cc_common.create_compile_variables(
        feature_configuration = features,
        cc_toolchain = toolchain,
        source_file = source.path,
        user_compile_flags = options + _copts(ctx),
        include_directories = depset(transitive = [context.includes for context in contexts]),
        quote_include_directories = depset(transitive = [context.quote_includes for context in contexts]),
        system_include_directories = depset(transitive = [context.system_includes for context in contexts]),
        preprocessor_defines = depset(transitive = [context.defines for context in contexts] + [contexts[0].local_defines]),
    )
    folder = ctx.actions.declare_directory("{}.{}.callchain".format(ctx.rule.attr.name, source.short_path.replace("/", "-")))
    inputs = depset([source], transitive = [context.headers for context in contexts])
    listed = ctx.actions.args()
    listed.add_all(inputs)
    listed.use_param_file("%s", use_always = True)
    listed.set_param_file_format("multiline")
    arguments = ctx.actions.args()
    arguments.add(cc_common.get_tool_for_action(feature_configuration = features, action_name = name))
    arguments.add_all(cc_common.get_memory_inefficient_command_line(
        feature_configuration = features,
        action_name = name,
        variables = variables,
    ))
    ctx.actions.run_shell(
        command = READ,
        arguments = [folder.path, listed, arguments],
        inputs = depset(transitive = [inputs, toolchain.all_files]),
        outputs = [folder],
        env = {"PATH": "/usr/bin:/bin"},
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
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
)
