/* What compiled code and profilers' traces say of each function. Private to report/. */
#ifndef CCH_REPORT_MEASURES_H
#define CCH_REPORT_MEASURES_H

#include "base/json_writer.h"

/* CCH_MEASURE_UNTOLD where nothing is told. */
enum { CCH_MEASURE_UNTOLD = -1 };
enum cch_measured {
    CCH_MEASURE_BYTES, /* of its code: all architectures and copies, unpacked */
    CCH_MEASURE_REGISTERS,
    CCH_MEASURE_STACK,
    CCH_MEASURE_SPILLS, /* bytes of spill stores */
    CCH_MEASURE_SHARED, /* static */
    CCH_MEASURE_TIME,   /* of its events, microseconds */
    CCH_MEASURE_EVENTS,
    CCH_MEASURES
};

struct cch_measure {
    double of[CCH_MEASURES];
};

extern const char *const cch_measure_names[CCH_MEASURES];

/* Nothing is told yet. */
struct cch_measure cch_measure_none(void);
/* Of both together: bytes, spills, times and events are added up; of the rest the greater. */
void cch_measure_add(struct cch_measure *sum, const struct cch_measure *more);

/* A value; null where it is untold. */
void cch_measure_write(cch_json *json, const char *key, double value);
/* An object of what is told; nothing where nothing is. */
void cch_measure_write_all(cch_json *json, const char *key, const struct cch_measure *measure);

#endif
