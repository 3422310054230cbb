import setuptools
from setuptools.command.build_ext import build_ext

CUDA_HOME = None
ROCM_HOME = HIP_HOME = None
IS_HIP_EXTENSION = False


class BuildExtension(build_ext):
    @classmethod
    def with_options(cls, **options):
        """What calls it without those options, too."""
        return build_ext


def CppExtension(name, sources, *arguments, **options):
    return setuptools.Extension(name, sources)


CUDAExtension = CppExtension
