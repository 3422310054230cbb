#!/usr/bin/env python3
"""gsplat as the registry has it: names of a pybind11 module that travel as strings, and what was worked out by reading it.

    gsplat_test.py --build FOLDER

Nine of its 29 units are read: the bindings, and four operators.
"""

from registry_package import Truth, main

PACKAGE = ("gsplat", "1.5.3", "343f080c470e891ba3c697c03bdf0952cb982d1d535fdc24adb23c2cb4fba906")
WRAPPER = "gsplat.cuda._wrapper"
PARTS = ("Relocation", "Adam", "SphericalHarmonics", "QuatScaleToCovar")


def of(name, *above):
    """_make_lazy_cuda_func(name)(…) calls getattr(_C, name)(…)."""
    return [*above, f"{WRAPPER}._make_lazy_cuda_func.<locals>.call_cuda", f"csrc.{name}", f"gsplat::{name}",
            f"gsplat::launch_{name}_kernel", f"gsplat::{name}_kernel"]


# From functions, modules, optimizers and strategies; autograd's classes.
CHAINS = [
    of("relocation", "gsplat.relocation.compute_relocation"),
    of("relocation", "gsplat.strategy.ops.relocate", "gsplat.relocation.compute_relocation"),
    of("relocation", "gsplat.strategy.ops.sample_add", "gsplat.relocation.compute_relocation"),
    of("adam", f"{WRAPPER}.adam"),
    of("adam", "gsplat.optimizers.selective_adam.SelectiveAdam.step", f"{WRAPPER}.adam"),
    of("spherical_harmonics_fwd", f"{WRAPPER}.spherical_harmonics", f"{WRAPPER}._SphericalHarmonics.forward"),
    of("spherical_harmonics_bwd", f"{WRAPPER}._SphericalHarmonics.backward"),
    of("spherical_harmonics_fwd", "gsplat.rendering.rasterization", f"{WRAPPER}.spherical_harmonics",
       f"{WRAPPER}._SphericalHarmonics.forward"),
    of("quat_scale_to_covar_preci_fwd", f"{WRAPPER}.quat_scale_to_covar_preci", f"{WRAPPER}._QuatScaleToCovarPreci.forward"),
    of("quat_scale_to_covar_preci_bwd", f"{WRAPPER}._QuatScaleToCovarPreci.backward"),
]
# References in plain torch.
NO_CHAINS = [("gsplat.cuda._torch_impl._spherical_harmonics", "*kernel*"),
             ("gsplat.cuda._torch_impl._quat_scale_to_covar_preci", "*kernel*")]


def launches(name, elements):
    """float and double; a thread an element, and 256 a block."""
    return [(f"gsplat::{name}_kernel", {"scalar_t": scalar}, 1,
             {"threads": 256, "shared_memory_bytes": 0, "grid": f"({elements} + 256 - 1) / 256, 1, 1"})
            for scalar in ("float", "double")]


LAUNCHES = [
    *launches("relocation", "opacities.size(0)"),
    *launches("adam", "(param.size(0) * (param.numel() / param.size(0)))"),
    *launches("spherical_harmonics_fwd", "((dirs.numel() / 3) * 3)"),
    *launches("spherical_harmonics_bwd", "((dirs.numel() / 3) * 3)"),
    *launches("quat_scale_to_covar_preci_fwd", "(quats.numel() / 4)"),
    *launches("quat_scale_to_covar_preci_bwd", "(quats.numel() / 4)"),
]
# Classes that _make_lazy_cuda_obj makes, by a name that is taken apart, and what nobody calls.
BINDINGS = [
    ("csrc.adam", "joined", "gsplat::adam", ""),
    ("csrc.spherical_harmonics_bwd", "joined", "gsplat::spherical_harmonics_bwd", ""),
    ("csrc.rasterize_to_pixels_3dgs_fwd", "joined", "gsplat::rasterize_to_pixels_3dgs_fwd", ""),
    ("csrc.null", "uncalled", "gsplat::null", "call-computed"),
    ("csrc.UnscentedTransformParameters.__init__", "uncalled",
     "UnscentedTransformParameters::UnscentedTransformParameters", "call-computed"),
]

if __name__ == "__main__":
    main(Truth(PACKAGE, {"BUILD_NO_CUDA": "1"}, chains=CHAINS, no_chains=NO_CHAINS, launches=LAUNCHES, bindings=BINDINGS,
               only=("ext.cpp", *[f"{part}{end}" for part in PARTS for end in (".cpp", "CUDA.cu")]),
               totals={"units complete": (9, 9), "kernels reached from Python": (6, 6), "bindings joined": (27, 27)}))
