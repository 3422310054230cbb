#include "params/model/parameters.h"

const char *cch_model_class_name(enum cch_model_class class) {
    static const char *const names[CCH_MODEL_CLASS_COUNT] = {
        [CCH_MODEL_KERNEL_DATA] = "reaches the kernel as data",
        [CCH_MODEL_KERNEL_CHOICE] = "decides which kernel runs",
        [CCH_MODEL_LAUNCH] = "decides a launch configuration",
        [CCH_MODEL_DATA_CHOICE] = "decides which data the kernel reads",
        [CCH_MODEL_FORM] = "reaches the kernel by its shape or type alone",
        [CCH_MODEL_SHAPE] = "shapes a tensor",
        [CCH_MODEL_RETURN_FORM] = "only changes the form of what is returned",
        [CCH_MODEL_STOPS] = "stops",
        [CCH_MODEL_UNUSED] = "unused",
    };
    return (unsigned)class < CCH_MODEL_CLASS_COUNT ? names[class] : "unknown";
}
