#include "graph_file/schema.h"

#include <stddef.h>
#include <string.h>

#define NUMBER(name, role) {name, CCH_NUMBER, role, 0, 0, 0, 0, 0, 0}
#define NUMBER_TO(limit, name, role) {name, CCH_NUMBER, role, 0, 0, 0, limit, 0, 0}
#define LATER_NUMBER(absent, limit, name, role) {name, CCH_NUMBER, role, 0, 0, 0, limit, absent, 1}
#define STRING(name, role) {name, CCH_STRING, role, 0, 0, 0, 0, 0, 0}
#define LATER_STRING(name, role) {name, CCH_STRING, role, 0, 0, 0, 0, 0, 1}
#define ROW(name, role, table) {name, CCH_REFERENCE, role, table, 0, 0, 0, 0, 0}
#define STRINGS(name, role) {name, CCH_STRING, role, 0, 1, 0, 0, 0, 0}
#define ROWS(name, role, table) {name, CCH_REFERENCE, role, table, 1, 0, 0, 0, 0}
#define REQUIRED_STRING(name, role) {name, CCH_STRING, role, 0, 0, 1, 0, 0, 0}
#define REQUIRED_ROW(name, role, table) {name, CCH_REFERENCE, role, table, 0, 1, 0, 0, 0}

/* clang-format off */
static const struct cch_column site_columns[CCH_SITE_WIDTH] = {
    [CCH_SITE_FILE] = REQUIRED_STRING("file", CCH_KEY),
    [CCH_SITE_LINE] = NUMBER("line", CCH_KEY),
    [CCH_SITE_COLUMN] = NUMBER("column", CCH_KEY),
};

static const struct cch_column entity_columns[CCH_ENTITY_WIDTH] = {
    [CCH_ENTITY_FORM] = NUMBER("form", CCH_KEY),
    [CCH_ENTITY_TEXT] = STRING("text", CCH_KEY),
    [CCH_ENTITY_PARENT] = ROW("parent", CCH_KEY, CCH_ENTITY),
    [CCH_ENTITY_ARGUMENTS] = ROWS("arguments", CCH_KEY, CCH_ENTITY),
};

static const struct cch_column function_columns[CCH_FUNCTION_WIDTH] = {
    [CCH_FUNCTION_IDENTITY] = {"identity", CCH_IDENTITY, CCH_KEY, 0, 0, 1, 0},
    [CCH_FUNCTION_LANGUAGE] = NUMBER_TO(CCH_LANGUAGE_PYTHON, "language", CCH_MIN),
    [CCH_FUNCTION_FLAGS] = NUMBER("flags", CCH_OR),
    [CCH_FUNCTION_NAME] = ROW("name", CCH_MIN, CCH_ENTITY),
    [CCH_FUNCTION_SOURCE] = ROW("source", CCH_SOURCE, CCH_FUNCTION),
    [CCH_FUNCTION_DEFINITION] = ROW("definition", CCH_PLACE, CCH_SITE),
    [CCH_FUNCTION_DEVICE_DEFINITION] = ROW("device_definition", CCH_PLACE, CCH_SITE),
    [CCH_FUNCTION_DECLARATION] = ROW("declaration", CCH_MIN, CCH_SITE),
    [CCH_FUNCTION_FIRST_LINE] = NUMBER("first_line", CCH_WITH_PLACE),
    [CCH_FUNCTION_LAST_LINE] = NUMBER("last_line", CCH_WITH_PLACE),
    [CCH_FUNCTION_PARAMETERS] = STRINGS("parameters", CCH_WITH_PLACE),
    [CCH_FUNCTION_SIGNATURE] = STRING("signature", CCH_WITH_PLACE),
};

static const struct cch_column edge_columns[CCH_EDGE_WIDTH] = {
    [CCH_EDGE_CALLER] = REQUIRED_ROW("caller", CCH_KEY, CCH_FUNCTION),
    [CCH_EDGE_CALLEE] = REQUIRED_ROW("callee", CCH_KEY, CCH_FUNCTION),
    [CCH_EDGE_KIND] = NUMBER_TO(CCH_KIND_COUNT - 1, "kind", CCH_KEY),
    [CCH_EDGE_VIA] = STRING("via", CCH_KEY),
    [CCH_EDGE_CERTAIN] = NUMBER_TO(1, "certain", CCH_MAX),
    [CCH_EDGE_PASSES] = STRINGS("passes", CCH_UNION),
    [CCH_EDGE_SITES] = ROWS("sites", CCH_UNION, CCH_SITE),
};

static const struct cch_column pointer_call_columns[CCH_POINTER_CALL_WIDTH] = {
    [CCH_POINTER_CALL_CALLER] = REQUIRED_ROW("caller", CCH_KEY, CCH_FUNCTION),
    [CCH_POINTER_CALL_SIGNATURE] = STRING("signature", CCH_KEY),
    [CCH_POINTER_CALL_KIND] = NUMBER_TO(CCH_KIND_COUNT - 1, "kind", CCH_KEY),
    [CCH_POINTER_CALL_PASSES] = STRINGS("passes", CCH_UNION),
    [CCH_POINTER_CALL_SITES] = ROWS("sites", CCH_UNION, CCH_SITE),
};

static const struct cch_column address_taken_columns[CCH_ADDRESS_TAKEN_WIDTH] = {
    [CCH_ADDRESS_TAKEN_FUNCTION] = REQUIRED_ROW("function", CCH_KEY, CCH_FUNCTION),
    [CCH_ADDRESS_TAKEN_SIGNATURE] = STRING("signature", CCH_KEY),
    [CCH_ADDRESS_TAKEN_PASSES] = STRINGS("passes", CCH_UNION),
};

static const struct cch_column class_base_columns[CCH_CLASS_BASE_WIDTH] = {
    [CCH_CLASS_BASE_CLASS] = STRING("class", CCH_KEY),
    [CCH_CLASS_BASE_BASE] = STRING("base", CCH_KEY),
};

static const struct cch_column override_columns[CCH_OVERRIDE_WIDTH] = {
    [CCH_OVERRIDE_METHOD] = REQUIRED_ROW("method", CCH_KEY, CCH_FUNCTION),
    [CCH_OVERRIDE_CLASS] = STRING("class", CCH_KEY),
    [CCH_OVERRIDE_OVERRIDDEN] = REQUIRED_ROW("overridden", CCH_KEY, CCH_FUNCTION),
};

static const struct cch_column launch_columns[CCH_LAUNCH_WIDTH] = {
    [CCH_LAUNCH_CALLER] = REQUIRED_ROW("caller", CCH_KEY, CCH_FUNCTION),
    [CCH_LAUNCH_KERNEL] = ROW("kernel", CCH_KEY, CCH_FUNCTION),
    [CCH_LAUNCH_SITE] = ROW("site", CCH_KEY, CCH_SITE),
    [CCH_LAUNCH_PATH] = STRING("path", CCH_KEY),
    [CCH_LAUNCH_API] = STRING("api", CCH_KEY),
    [CCH_LAUNCH_GRID] = STRING("grid", CCH_KEY),
    [CCH_LAUNCH_BLOCK] = STRING("block", CCH_KEY),
    [CCH_LAUNCH_SHARED_MEMORY] = STRING("shared_memory", CCH_KEY),
    [CCH_LAUNCH_STREAM] = STRING("stream", CCH_KEY),
    [CCH_LAUNCH_ATTRIBUTES] = STRING("attributes", CCH_KEY),
    [CCH_LAUNCH_GRID_X] = STRING("grid_x", CCH_KEY),
    [CCH_LAUNCH_GRID_Y] = STRING("grid_y", CCH_KEY),
    [CCH_LAUNCH_GRID_Z] = STRING("grid_z", CCH_KEY),
    [CCH_LAUNCH_BLOCK_X] = STRING("block_x", CCH_KEY),
    [CCH_LAUNCH_BLOCK_Y] = STRING("block_y", CCH_KEY),
    [CCH_LAUNCH_BLOCK_Z] = STRING("block_z", CCH_KEY),
    [CCH_LAUNCH_SHARED_MEMORY_VALUE] = STRING("shared_memory_value", CCH_KEY),
    [CCH_LAUNCH_GRID_DEPENDS] = STRING("grid_depends", CCH_KEY),
    [CCH_LAUNCH_BLOCK_DEPENDS] = STRING("block_depends", CCH_KEY),
    [CCH_LAUNCH_SHARED_MEMORY_DEPENDS] = STRING("shared_memory_depends", CCH_KEY),
    [CCH_LAUNCH_PASSES] = STRINGS("passes", CCH_UNION),
    [CCH_LAUNCH_UNITS] = STRINGS("units", CCH_UNION),
};

static const struct cch_column binding_columns[CCH_BINDING_WIDTH] = {
    [CCH_BINDING_NAME] = REQUIRED_ROW("name", CCH_KEY, CCH_FUNCTION),
    [CCH_BINDING_TARGET] = ROW("target", CCH_KEY, CCH_FUNCTION),
    [CCH_BINDING_KIND] = NUMBER_TO(CCH_BINDING_TVM_FFI, "kind", CCH_KEY),
    [CCH_BINDING_KEY] = STRING("key", CCH_KEY),
    [CCH_BINDING_MODULE] = STRING("module", CCH_KEY),
    [CCH_BINDING_SCHEMA] = STRING("schema", CCH_KEY),
    [CCH_BINDING_PARAMETERS] = STRINGS("parameters", CCH_MIN),
    [CCH_BINDING_SITE] = ROW("site", CCH_MIN, CCH_SITE),
};

static const struct cch_column value_columns[CCH_VALUE_WIDTH] = {
    [CCH_VALUE_FUNCTION] = ROW("function", CCH_KEY, CCH_FUNCTION),
    [CCH_VALUE_KIND] = NUMBER_TO(CCH_VALUE_COUNT - 1, "kind", CCH_KEY),
    [CCH_VALUE_CLASS] = STRING("class", CCH_KEY),
    [CCH_VALUE_NAME] = STRING("name", CCH_KEY),
    [CCH_VALUE_INDEX] = NUMBER("index", CCH_KEY),
    [CCH_VALUE_TYPE] = STRING("type", CCH_MIN),
    [CCH_VALUE_SITE] = ROW("site", CCH_MIN, CCH_SITE),
};

static const struct cch_column flow_columns[CCH_FLOW_WIDTH] = {
    [CCH_FLOW_FROM] = ROW("from", CCH_KEY, CCH_VALUE),
    [CCH_FLOW_TO] = REQUIRED_ROW("to", CCH_KEY, CCH_VALUE),
    [CCH_FLOW_KIND] = NUMBER_TO(CCH_FLOW_COUNT - 1, "kind", CCH_KEY),
    [CCH_FLOW_TEXT] = STRING("text", CCH_KEY),
    [CCH_FLOW_SITE] = ROW("site", CCH_KEY, CCH_SITE),
    [CCH_FLOW_CERTAIN] = NUMBER_TO(1, "certain", CCH_MAX),
    [CCH_FLOW_PASSES] = STRINGS("passes", CCH_UNION),
    [CCH_FLOW_CARRIES] = LATER_NUMBER(CCH_CARRIES_ALL << CCH_CARRIES_PERHAPS, CCH_CARRIES_LIMIT, "carries", CCH_OR),
};

static const struct cch_column use_columns[CCH_USE_WIDTH] = {
    [CCH_USE_VALUE] = REQUIRED_ROW("value", CCH_KEY, CCH_VALUE),
    [CCH_USE_KIND] = NUMBER_TO(CCH_USE_COUNT - 1, "kind", CCH_KEY),
    [CCH_USE_FUNCTION] = ROW("function", CCH_KEY, CCH_FUNCTION),
    [CCH_USE_TARGET] = ROW("target", CCH_KEY, CCH_FUNCTION),
    [CCH_USE_TEXT] = STRING("text", CCH_KEY),
    [CCH_USE_SITE] = ROW("site", CCH_KEY, CCH_SITE),
    [CCH_USE_PASSES] = STRINGS("passes", CCH_UNION),
    [CCH_USE_PARTS] = LATER_NUMBER((1 << CCH_PARTS) - 1, (1 << CCH_PARTS) - 1, "parts", CCH_OR),
};

static const struct cch_column class_columns[CCH_CLASS_WIDTH] = {
    [CCH_CLASS_IDENTITY] = REQUIRED_STRING("identity", CCH_KEY),
    [CCH_CLASS_NAME] = ROW("name", CCH_MIN, CCH_ENTITY),
    [CCH_CLASS_SITE] = ROW("site", CCH_MIN, CCH_SITE),
};

static const struct cch_column class_link_columns[CCH_CLASS_LINK_WIDTH] = {
    [CCH_CLASS_LINK_CLASS] = REQUIRED_STRING("class", CCH_KEY),
    [CCH_CLASS_LINK_KIND] = NUMBER_TO(CCH_CLASS_LINK_COUNT - 1, "kind", CCH_KEY),
    [CCH_CLASS_LINK_OTHER] = REQUIRED_STRING("other", CCH_KEY),
};

static const struct cch_column template_argument_columns[CCH_TEMPLATE_ARGUMENT_WIDTH] = {
    [CCH_TEMPLATE_ARGUMENT_FUNCTION] = ROW("function", CCH_KEY, CCH_FUNCTION),
    [CCH_TEMPLATE_ARGUMENT_CLASS] = STRING("class", CCH_KEY),
    [CCH_TEMPLATE_ARGUMENT_INDEX] = NUMBER("index", CCH_KEY),
    [CCH_TEMPLATE_ARGUMENT_NAME] = STRING("name", CCH_KEY),
    [CCH_TEMPLATE_ARGUMENT_VALUE] = STRING("value", CCH_KEY),
    [CCH_TEMPLATE_ARGUMENT_TYPE] = STRING("type", CCH_KEY),
};

static const struct cch_column constant_columns[CCH_CONSTANT_WIDTH] = {
    [CCH_CONSTANT_CLASS] = REQUIRED_STRING("class", CCH_KEY),
    [CCH_CONSTANT_NAME] = REQUIRED_STRING("name", CCH_KEY),
    [CCH_CONSTANT_VALUE] = STRING("value", CCH_KEY),
    [CCH_CONSTANT_REASON] = STRING("reason", CCH_KEY),
    [CCH_CONSTANT_SITE] = ROW("site", CCH_MIN, CCH_SITE),
    [CCH_CONSTANT_PASSES] = STRINGS("passes", CCH_UNION),
};

static const struct cch_column kernel_columns[CCH_KERNEL_WIDTH] = {
    [CCH_KERNEL_FUNCTION] = REQUIRED_ROW("function", CCH_KEY, CCH_FUNCTION),
    [CCH_KERNEL_MAX_THREADS] = STRING("max_threads", CCH_KEY),
    [CCH_KERNEL_MIN_BLOCKS] = STRING("min_blocks", CCH_KEY),
    [CCH_KERNEL_MAX_BLOCKS] = STRING("max_blocks", CCH_KEY),
    [CCH_KERNEL_CLUSTER_X] = STRING("cluster_x", CCH_KEY),
    [CCH_KERNEL_CLUSTER_Y] = STRING("cluster_y", CCH_KEY),
    [CCH_KERNEL_CLUSTER_Z] = STRING("cluster_z", CCH_KEY),
    [CCH_KERNEL_BOUNDS_UNREAD] = NUMBER_TO(CCH_REASON_STORED_COUNT - 1, "bounds_unread", CCH_KEY),
    [CCH_KERNEL_CLUSTER_UNREAD] = NUMBER_TO(CCH_REASON_STORED_COUNT - 1, "cluster_unread", CCH_KEY),
    [CCH_KERNEL_PASSES] = STRINGS("passes", CCH_UNION),
};

static const struct cch_column guard_columns[CCH_GUARD_WIDTH] = {
    [CCH_GUARD_CALLER] = REQUIRED_ROW("caller", CCH_KEY, CCH_FUNCTION),
    [CCH_GUARD_CALLEE] = ROW("callee", CCH_KEY, CCH_FUNCTION),
    [CCH_GUARD_SITE] = ROW("site", CCH_KEY, CCH_SITE),
    [CCH_GUARD_PATH] = STRING("path", CCH_KEY),
    [CCH_GUARD_INDEX] = NUMBER("index", CCH_KEY),
    [CCH_GUARD_KIND] = NUMBER_TO(CCH_CONDITION_COUNT - 1, "kind", CCH_KEY),
    [CCH_GUARD_TEXT] = STRING("text", CCH_KEY),
    [CCH_GUARD_VALUE] = STRING("value", CCH_KEY),
    [CCH_GUARD_OUTCOME] = STRING("outcome", CCH_KEY),
    [CCH_GUARD_DECIDED] = NUMBER_TO(1, "decided", CCH_KEY),
    [CCH_GUARD_MACRO] = STRING("macro", CCH_KEY),
    [CCH_GUARD_DEFINES] = STRING("defines", CCH_KEY),
    [CCH_GUARD_DEPENDS] = STRING("depends", CCH_KEY),
    [CCH_GUARD_PLACE] = ROW("place", CCH_KEY, CCH_SITE),
    [CCH_GUARD_PASSES] = STRINGS("passes", CCH_UNION),
};

static const struct cch_column launch_attribute_columns[CCH_LAUNCH_ATTRIBUTE_WIDTH] = {
    [CCH_LAUNCH_ATTRIBUTE_LAUNCH] = REQUIRED_ROW("launch", CCH_KEY, CCH_LAUNCH),
    [CCH_LAUNCH_ATTRIBUTE_NAME] = STRING("name", CCH_KEY),
    [CCH_LAUNCH_ATTRIBUTE_X] = STRING("x", CCH_KEY),
    [CCH_LAUNCH_ATTRIBUTE_Y] = STRING("y", CCH_KEY),
    [CCH_LAUNCH_ATTRIBUTE_Z] = STRING("z", CCH_KEY),
    [CCH_LAUNCH_ATTRIBUTE_WHEN] = STRING("when", CCH_KEY),
    [CCH_LAUNCH_ATTRIBUTE_DEPENDS] = STRING("depends", CCH_KEY),
};

static const struct cch_column launch_parameter_columns[CCH_LAUNCH_PARAMETER_WIDTH] = {
    [CCH_LAUNCH_PARAMETER_LAUNCH] = REQUIRED_ROW("launch", CCH_KEY, CCH_LAUNCH),
    [CCH_LAUNCH_PARAMETER_ATTRIBUTE] = STRING("attribute", CCH_KEY),
    [CCH_LAUNCH_PARAMETER_COLUMN] = NUMBER_TO(CCH_LAUNCH_WIDTH - 1, "column", CCH_KEY),
    [CCH_LAUNCH_PARAMETER_TEXT] = REQUIRED_STRING("text", CCH_KEY),
};

static const struct cch_column handed_columns[CCH_HANDED_WIDTH] = {
    [CCH_HANDED_CALLER] = REQUIRED_ROW("caller", CCH_KEY, CCH_FUNCTION),
    [CCH_HANDED_CALLEE] = REQUIRED_ROW("callee", CCH_KEY, CCH_FUNCTION),
    [CCH_HANDED_SITE] = REQUIRED_ROW("site", CCH_KEY, CCH_SITE),
    [CCH_HANDED_PATH] = STRING("path", CCH_KEY),
    [CCH_HANDED_PLACE] = REQUIRED_STRING("place", CCH_KEY),
    [CCH_HANDED_KERNEL] = ROW("kernel", CCH_KEY, CCH_FUNCTION),
    [CCH_HANDED_WAY] = STRING("way", CCH_KEY),
    [CCH_HANDED_X] = STRING("x", CCH_KEY),
    [CCH_HANDED_Y] = STRING("y", CCH_KEY),
    [CCH_HANDED_Z] = STRING("z", CCH_KEY),
    [CCH_HANDED_DEPENDS] = STRING("depends", CCH_KEY),
    [CCH_HANDED_TOLD] = NUMBER_TO(1, "told", CCH_KEY),
    [CCH_HANDED_PASSES] = STRINGS("passes", CCH_UNION),
};

static const struct cch_column program_columns[CCH_PROGRAM_WIDTH] = {
    [CCH_PROGRAM_FUNCTION] = REQUIRED_ROW("function", CCH_KEY, CCH_FUNCTION),
    [CCH_PROGRAM_TEXT] = REQUIRED_STRING("text", CCH_KEY),
    [CCH_PROGRAM_REFERENCES] = ROWS("references", CCH_KEY, CCH_FUNCTION),
    [CCH_PROGRAM_CONSTANTS] = STRINGS("constants", CCH_KEY),
    [CCH_PROGRAM_PASSES] = STRINGS("passes", CCH_UNION),
};

static const struct cch_column stub_columns[CCH_STUB_WIDTH] = {
    [CCH_STUB_FUNCTION] = REQUIRED_ROW("function", CCH_KEY, CCH_FUNCTION),
    [CCH_STUB_PASSES] = STRINGS("passes", CCH_UNION),
};

static const struct cch_column shared_columns[CCH_SHARED_WIDTH] = {
    [CCH_SHARED_FUNCTION] = REQUIRED_ROW("function", CCH_KEY, CCH_FUNCTION),
    [CCH_SHARED_BYTES] = NUMBER("bytes", CCH_KEY),
    [CCH_SHARED_POSSIBLE] = NUMBER("possible", CCH_KEY),
    [CCH_SHARED_ALIGNMENT] = NUMBER("alignment", CCH_KEY),
    [CCH_SHARED_DYNAMIC] = NUMBER("dynamic", CCH_KEY),
    [CCH_SHARED_OPEN] = NUMBER_TO(7, "open", CCH_KEY),
    [CCH_SHARED_VARIABLES] = STRING("variables", CCH_KEY),
    [CCH_SHARED_PASSES] = STRINGS("passes", CCH_UNION),
};

static const struct cch_column module_handed_columns[CCH_MODULE_HANDED_WIDTH] = {
    [CCH_MODULE_HANDED_HELPER] = REQUIRED_ROW("helper", CCH_KEY, CCH_FUNCTION),
    [CCH_MODULE_HANDED_PARAMETER] = NUMBER("parameter", CCH_KEY),
    [CCH_MODULE_HANDED_CALLER] = ROW("caller", CCH_KEY, CCH_FUNCTION),
    [CCH_MODULE_HANDED_CALLER_PARAMETER] = NUMBER("caller_parameter", CCH_KEY),
    [CCH_MODULE_HANDED_PATH] = STRING("path", CCH_KEY),
    [CCH_MODULE_HANDED_MODULE] = STRING("module", CCH_KEY),
    [CCH_MODULE_HANDED_KEY] = STRING("key", CCH_KEY),
    [CCH_MODULE_HANDED_PASSES] = STRINGS("passes", CCH_UNION),
};

static const struct cch_column helper_binding_columns[CCH_HELPER_BINDING_WIDTH] = {
    [CCH_HELPER_BINDING_HELPER] = REQUIRED_ROW("helper", CCH_KEY, CCH_FUNCTION),
    [CCH_HELPER_BINDING_PARAMETER] = NUMBER("parameter", CCH_KEY),
    [CCH_HELPER_BINDING_NAME] = REQUIRED_STRING("name", CCH_KEY),
    [CCH_HELPER_BINDING_TARGET] = ROW("target", CCH_KEY, CCH_FUNCTION),
    [CCH_HELPER_BINDING_KIND] = NUMBER_TO(CCH_BINDING_TVM_FFI, "kind", CCH_KEY),
    [CCH_HELPER_BINDING_KEY] = STRING("key", CCH_KEY),
    [CCH_HELPER_BINDING_SCHEMA] = STRING("schema", CCH_KEY),
    [CCH_HELPER_BINDING_VIA] = STRING("via", CCH_KEY),
    [CCH_HELPER_BINDING_PARAMETERS] = STRINGS("parameters", CCH_MIN),
    [CCH_HELPER_BINDING_SITE] = ROW("site", CCH_MIN, CCH_SITE),
    [CCH_HELPER_BINDING_CERTAIN] = NUMBER_TO(1, "certain", CCH_MAX),
    [CCH_HELPER_BINDING_PASSES] = STRINGS("passes", CCH_UNION),
};

static const struct cch_column kernel_setting_columns[CCH_KERNEL_SETTING_WIDTH] = {
    [CCH_KERNEL_SETTING_CALLER] = REQUIRED_ROW("caller", CCH_KEY, CCH_FUNCTION),
    [CCH_KERNEL_SETTING_KERNEL] = ROW("kernel", CCH_KEY, CCH_FUNCTION),
    [CCH_KERNEL_SETTING_SITE] = ROW("site", CCH_KEY, CCH_SITE),
    [CCH_KERNEL_SETTING_PATH] = STRING("path", CCH_KEY),
    [CCH_KERNEL_SETTING_API] = STRING("api", CCH_KEY),
    [CCH_KERNEL_SETTING_ATTRIBUTE] = STRING("attribute", CCH_KEY),
    [CCH_KERNEL_SETTING_VALUE] = STRING("value", CCH_KEY),
    [CCH_KERNEL_SETTING_PASSES] = STRINGS("passes", CCH_UNION),
    [CCH_KERNEL_SETTING_PLACE] = LATER_STRING("place", CCH_MAX),
    [CCH_KERNEL_SETTING_GIVEN] = LATER_STRING("given", CCH_MAX),
};

static const struct cch_column device_query_columns[CCH_DEVICE_QUERY_WIDTH] = {
    [CCH_DEVICE_QUERY_FUNCTION] = REQUIRED_ROW("function", CCH_KEY, CCH_FUNCTION),
    [CCH_DEVICE_QUERY_NAME] = STRING("name", CCH_KEY),
    [CCH_DEVICE_QUERY_TEXT] = STRING("text", CCH_KEY),
    [CCH_DEVICE_QUERY_SITE] = ROW("site", CCH_KEY, CCH_SITE),
    [CCH_DEVICE_QUERY_PASSES] = STRINGS("passes", CCH_UNION),
};

static const struct cch_column mention_columns[CCH_MENTION_WIDTH] = {
    [CCH_MENTION_FUNCTION] = ROW("function", CCH_KEY, CCH_FUNCTION),
    [CCH_MENTION_MEMBER] = STRING("member", CCH_KEY),
    [CCH_MENTION_NAME] = REQUIRED_STRING("name", CCH_KEY),
};

static const struct cch_column pass_columns[CCH_PASS_WIDTH] = {
    [CCH_PASS_NAME] = REQUIRED_STRING("name", CCH_KEY),
    [CCH_PASS_UNIT] = STRING("unit", CCH_MIN),
    [CCH_PASS_KIND] = STRING("kind", CCH_MIN),
    [CCH_PASS_TRIPLE] = STRING("triple", CCH_MIN),
    [CCH_PASS_LANGUAGE] = NUMBER_TO(CCH_LANGUAGE_PYTHON, "language", CCH_MIN),
    [CCH_PASS_PRODUCER] = STRING("producer", CCH_MIN),
    [CCH_PASS_FLAGS] = NUMBER("flags", CCH_OR),
    [CCH_PASS_ERRORS] = NUMBER("errors", CCH_MAX),
    [CCH_PASS_FIRST_ERROR] = STRING("first_error", CCH_MIN),
    [CCH_PASS_CONTENTS] = STRINGS("contents", CCH_UNION),
};

static const struct cch_column expected_columns[CCH_EXPECTED_WIDTH] = {
    [CCH_EXPECTED_UNIT] = REQUIRED_STRING("unit", CCH_KEY),
};

static const struct cch_column conflict_columns[CCH_CONFLICT_WIDTH] = {
    [CCH_CONFLICT_FUNCTION] = REQUIRED_ROW("function", CCH_KEY, CCH_FUNCTION),
    [CCH_CONFLICT_SITE] = REQUIRED_ROW("site", CCH_KEY, CCH_SITE),
};

static const struct cch_column problem_columns[CCH_PROBLEM_WIDTH] = {
    [CCH_PROBLEM_UNIT] = STRING("unit", CCH_KEY),
    [CCH_PROBLEM_TEXT] = STRING("text", CCH_KEY),
    [CCH_PROBLEM_SITE] = ROW("site", CCH_KEY, CCH_SITE),
};

static const struct cch_column repair_columns[CCH_REPAIR_WIDTH] = {
    [CCH_REPAIR_SITE] = REQUIRED_ROW("site", CCH_KEY, CCH_SITE),
    [CCH_REPAIR_RULE] = STRING("rule", CCH_KEY),
    [CCH_REPAIR_BEFORE] = STRING("before", CCH_KEY),
    [CCH_REPAIR_AFTER] = STRING("after", CCH_KEY),
    [CCH_REPAIR_PASSES] = STRINGS("passes", CCH_UNION),
    [CCH_REPAIR_UNITS] = STRINGS("units", CCH_UNION),
};

static const struct cch_column diagnostic_columns[CCH_DIAGNOSTIC_WIDTH] = {
    [CCH_DIAGNOSTIC_PASS] = REQUIRED_STRING("pass", CCH_KEY),
    [CCH_DIAGNOSTIC_SITE] = ROW("site", CCH_KEY, CCH_SITE),
    [CCH_DIAGNOSTIC_TEXT] = STRING("text", CCH_KEY),
    [CCH_DIAGNOSTIC_COUNT] = NUMBER("count", CCH_MAX),
    [CCH_DIAGNOSTIC_FATAL] = NUMBER_TO(1, "fatal", CCH_MAX),
    [CCH_DIAGNOSTIC_WITHIN] = ROW("within", CCH_MIN, CCH_SITE),
};

static const struct cch_column coverage_columns[CCH_COVERAGE_WIDTH] = {
    [CCH_COVERAGE_PASS] = REQUIRED_STRING("pass", CCH_KEY),
    [CCH_COVERAGE_FUNCTIONS] = NUMBER("functions", CCH_MAX),
};

static const struct cch_schema schemas[CCH_TABLE_COUNT] = {
    [CCH_SITE] = {"site", "SITE", CCH_SITE_WIDTH, 3, site_columns},
    [CCH_ENTITY] = {"entity", "ENTY", CCH_ENTITY_WIDTH, 4, entity_columns},
    [CCH_FUNCTION] = {"function", "FUNC", CCH_FUNCTION_WIDTH, 1, function_columns},
    [CCH_EDGE] = {"edge", "EDGE", CCH_EDGE_WIDTH, 4, edge_columns},
    [CCH_POINTER_CALL] = {"pointer_call", "PCAL", CCH_POINTER_CALL_WIDTH, 3, pointer_call_columns},
    [CCH_ADDRESS_TAKEN] = {"address_taken", "ADDR", CCH_ADDRESS_TAKEN_WIDTH, 2, address_taken_columns},
    [CCH_CLASS_BASE] = {"class_base", "BASE", CCH_CLASS_BASE_WIDTH, 2, class_base_columns},
    [CCH_OVERRIDE] = {"override", "OVER", CCH_OVERRIDE_WIDTH, 3, override_columns},
    [CCH_LAUNCH] = {"launch", "LNCH", CCH_LAUNCH_WIDTH, 20, launch_columns},
    [CCH_BINDING] = {"binding", "BIND", CCH_BINDING_WIDTH, 6, binding_columns},
    [CCH_VALUE] = {"value", "VALU", CCH_VALUE_WIDTH, 5, value_columns},
    [CCH_FLOW] = {"flow", "FLOW", CCH_FLOW_WIDTH, 5, flow_columns},
    [CCH_USE] = {"use", "USES", CCH_USE_WIDTH, 6, use_columns},
    [CCH_CLASS] = {"class", "CLAS", CCH_CLASS_WIDTH, 1, class_columns},
    [CCH_CLASS_LINK] = {"class_link", "CLNK", CCH_CLASS_LINK_WIDTH, 3, class_link_columns},
    [CCH_TEMPLATE_ARGUMENT] = {"template_argument", "TARG", CCH_TEMPLATE_ARGUMENT_WIDTH, 6,
                               template_argument_columns},
    [CCH_CONSTANT] = {"constant", "CNST", CCH_CONSTANT_WIDTH, 4, constant_columns},
    [CCH_KERNEL] = {"kernel", "KRNL", CCH_KERNEL_WIDTH, 9, kernel_columns},
    [CCH_GUARD] = {"guard", "GARD", CCH_GUARD_WIDTH, 14, guard_columns},
    [CCH_KERNEL_SETTING] = {"kernel_setting", "KSET", CCH_KERNEL_SETTING_WIDTH, 7, kernel_setting_columns},
    [CCH_DEVICE_QUERY] = {"device_query", "QURY", CCH_DEVICE_QUERY_WIDTH, 4, device_query_columns},
    [CCH_MENTION] = {"mention", "MENT", CCH_MENTION_WIDTH, 3, mention_columns},
    [CCH_PASS] = {"pass", "PASS", CCH_PASS_WIDTH, 1, pass_columns},
    [CCH_EXPECTED] = {"expected", "EXPT", CCH_EXPECTED_WIDTH, 1, expected_columns},
    [CCH_CONFLICT] = {"conflict", "CONF", CCH_CONFLICT_WIDTH, 2, conflict_columns},
    [CCH_PROBLEM] = {"problem", "PROB", CCH_PROBLEM_WIDTH, 3, problem_columns},
    [CCH_REPAIR] = {"repair", "REPA", CCH_REPAIR_WIDTH, 4, repair_columns},
    [CCH_LAUNCH_ATTRIBUTE] = {"launch_attribute", "LATT", CCH_LAUNCH_ATTRIBUTE_WIDTH, 7, launch_attribute_columns},
    [CCH_DIAGNOSTIC] = {"diagnostic", "DIAG", CCH_DIAGNOSTIC_WIDTH, 3, diagnostic_columns},
    [CCH_COVERAGE] = {"coverage", "COVR", CCH_COVERAGE_WIDTH, 1, coverage_columns},
    [CCH_LAUNCH_PARAMETER] = {"launch_parameter", "LPAR", CCH_LAUNCH_PARAMETER_WIDTH, 4, launch_parameter_columns},
    [CCH_HANDED] = {"handed", "HAND", CCH_HANDED_WIDTH, 12, handed_columns},
    [CCH_PROGRAM] = {"program", "PROG", CCH_PROGRAM_WIDTH, 4, program_columns},
    [CCH_STUB] = {"stub", "STUB", CCH_STUB_WIDTH, 1, stub_columns},
    [CCH_SHARED] = {"shared", "SHRD", CCH_SHARED_WIDTH, 7, shared_columns},
    [CCH_MODULE_HANDED] = {"module_handed", "MODH", CCH_MODULE_HANDED_WIDTH, 7, module_handed_columns},
    [CCH_HELPER_BINDING] = {"helper_binding", "HBND", CCH_HELPER_BINDING_WIDTH, 8, helper_binding_columns},
};
/* clang-format on */

_Static_assert((int)CCH_LAUNCH_WIDTH <= CCH_WIDTH_MAX && (int)CCH_FUNCTION_WIDTH <= CCH_WIDTH_MAX,
               "CCH_WIDTH_MAX is too small");

const struct cch_schema *cch_schema(enum cch_table table) {
    return (unsigned)table < CCH_TABLE_COUNT ? &schemas[table] : NULL;
}

const char *cch_kind_name(enum cch_kind kind) {
    static const char *const names[CCH_KIND_COUNT] = {
        [CCH_KIND_CALL] = "call",       [CCH_KIND_CONSTRUCT] = "construct", [CCH_KIND_DESTROY] = "destroy",
        [CCH_KIND_VIRTUAL] = "virtual", [CCH_KIND_INDIRECT] = "indirect",   [CCH_KIND_ADDRESS] = "address",
        [CCH_KIND_LAUNCH] = "launch",   [CCH_KIND_BIND] = "bind",           [CCH_KIND_DISPATCH] = "dispatch",
    };
    return (unsigned)kind < CCH_KIND_COUNT ? names[kind] : "unknown";
}

const char *cch_condition_name(enum cch_condition kind) {
    static const char *const names[CCH_CONDITION_COUNT] = {
        [CCH_CONDITION_IF] = "if",         [CCH_CONDITION_IF_CONSTEXPR] = "if constexpr",
        [CCH_CONDITION_SWITCH] = "switch", [CCH_CONDITION_CHOICE] = "?:",
        [CCH_CONDITION_AND] = "&&",        [CCH_CONDITION_OR] = "||",
        [CCH_CONDITION_RETURN] = "return", [CCH_CONDITION_CUT] = "more",
    };
    return (unsigned)kind < CCH_CONDITION_COUNT ? names[kind] : "unknown";
}

static const struct {
    const char *name, *text;
} reasons[CCH_REASON_COUNT] = {
    [CCH_REASON_NONE] = {"", ""},
    [CCH_REASON_OLD_BOUNDS] = {"compiler-too-old", "not read: clang before 18 takes two launch bounds"},
    [CCH_REASON_OLD_CLUSTER] = {"compiler-too-old", "not read: clang before 22 does not know __cluster_dims__"},
    [CCH_REASON_OLDER_GRAPH] = {"older-graph",
                                "not in this graph: an older callchain wrote it, and it is to be made again"},
    [CCH_REASON_NOT_UNDERSTOOD] = {"not-understood", "the launch does not say it in a form that is understood"},
    [CCH_REASON_NO_VALUE] = {"no-value", "has no value: it overflows, or divides by 0"},
    [CCH_REASON_ZERO] = {"zero", "is 0: nothing can be launched so"},
    [CCH_REASON_NEGATIVE] = {"negative", "is negative: it overflows, or no launch is possible"},
    [CCH_REASON_TOO_MANY] = {"too-many", "is more than any device takes: it was negative, or overflows"},
    [CCH_REASON_ATTRIBUTES_ELSEWHERE] = {"attributes-elsewhere",
                                         "the launch's attributes are set where it cannot be seen from here"},
    [CCH_REASON_ATTRIBUTE_ELSEWHERE] = {"attribute-elsewhere", "the attribute's value is not set where the launch is"},
    [CCH_REASON_SEVERAL] = {"several-values", "the launch is given several values for it"},
    [CCH_REASON_POINTER] = {"pointer", "the launch goes through a pointer whose value is not known here"},
    [CCH_REASON_PARAMETER] = {"parameter", "the launch is of what a caller gives, and not every caller is known"},
    [CCH_REASON_BODY] = {"body-not-read", "no pass that was read has the kernel's body, or an older callchain read it"},
    [CCH_REASON_COMPILER] = {"compiler", "the kernel's own compiler decides it when it runs"},
};

const char *cch_reason_text(enum cch_reason reason) {
    return (unsigned)reason < CCH_REASON_COUNT ? reasons[reason].text : "";
}

const char *cch_reason_name(enum cch_reason reason) {
    return (unsigned)reason < CCH_REASON_COUNT ? reasons[reason].name : "";
}

enum cch_reason cch_reason_of_value(const char *text) {
    if (*text != *CCH_UNKNOWN_PREFIX)
        return CCH_REASON_NONE;
    for (int reason = 1; reason < CCH_REASON_COUNT; reason++)
        if (!strcmp(text + 1, reasons[reason].name))
            return (enum cch_reason)reason;
    return CCH_REASON_NOT_UNDERSTOOD;
}
