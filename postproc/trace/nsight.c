/* Nsight Systems' export (nsys export --type sqlite): its table of kernels. */
#include <sqlite3.h>
#include <string.h>

#include "trace/events.h"

static int refuse(const char *path, sqlite3 *database, cch_error *error) {
    int code = database ? sqlite3_errcode(database) : SQLITE_NOMEM;
    return cch_fail(error, code == SQLITE_NOMEM ? CCH_ERROR_MEMORY : CCH_ERROR_FORMAT, "cannot read '%s': %s", path,
                    database ? sqlite3_errmsg(database) : "out of memory");
}

/* What there is in every version since 2020; a column that is absent is an error, which SQLite names. */
static const char query[] =
    "SELECT k.start, k.\"end\", d.value, m.value, k.gridX, k.gridY, k.gridZ, k.blockX, k.blockY, k.blockZ,"
    " k.staticSharedMemory, k.dynamicSharedMemory, k.registersPerThread, k.deviceId, k.streamId"
    " FROM CUPTI_ACTIVITY_KIND_KERNEL AS k LEFT JOIN StringIds AS d ON d.id = k.demangledName"
    " LEFT JOIN StringIds AS m ON m.id = k.mangledName ORDER BY k.start";
/* Before 2020.4 there was no mangled name. */
static const char older_query[] =
    "SELECT k.start, k.\"end\", d.value, NULL, k.gridX, k.gridY, k.gridZ, k.blockX, k.blockY, k.blockZ,"
    " k.staticSharedMemory, k.dynamicSharedMemory, k.registersPerThread, k.deviceId, k.streamId"
    " FROM CUPTI_ACTIVITY_KIND_KERNEL AS k LEFT JOIN StringIds AS d ON d.id = k.demangledName ORDER BY k.start";

static int64_t number(sqlite3_stmt *statement, int column) {
    if (sqlite3_column_type(statement, column) != SQLITE_INTEGER)
        return CCH_TRACE_UNTOLD;
    int64_t value = sqlite3_column_int64(statement, column);
    return value >= 0 ? value : CCH_TRACE_UNTOLD;
}

static const char *text(sqlite3_stmt *statement, int column) {
    return sqlite3_column_type(statement, column) == SQLITE_TEXT ? (const char *)sqlite3_column_text(statement, column)
                                                                 : NULL;
}

static int visit_row(sqlite3_stmt *statement, const struct cch_trace_request *request) {
    int64_t start = number(statement, 0), end = number(statement, 1);
    const char *demangled = text(statement, 2), *mangled = text(statement, 3);
    struct cch_trace_event event = {.name = demangled ? demangled
                                            : mangled ? mangled
                                                      : "",
                                    .mangled = mangled && strncmp(mangled, "_Z", 2) == 0 ? mangled : NULL,
                                    .start = start == CCH_TRACE_UNTOLD ? 0 : (double)start / 1000,
                                    .duration = CCH_TRACE_UNTOLD,
                                    .shared = CCH_TRACE_UNTOLD};
    if (start != CCH_TRACE_UNTOLD && end >= start)
        event.duration = (double)(end - start) / 1000;
    for (int i = 0; i < 3; i++) {
        event.grid[i] = number(statement, 4 + i);
        event.block[i] = number(statement, 7 + i);
    }
    event.static_shared = number(statement, 10);
    event.dynamic_shared = number(statement, 11);
    event.registers = number(statement, 12);
    event.device = number(statement, 13);
    event.stream = number(statement, 14);
    if (event.static_shared != CCH_TRACE_UNTOLD && event.dynamic_shared != CCH_TRACE_UNTOLD &&
        event.static_shared < INT64_MAX / 2 && event.dynamic_shared < INT64_MAX / 2)
        event.shared = event.static_shared + event.dynamic_shared;
    return request->visit(request->data, &event);
}

int cch_trace_nsight(const char *path, const struct cch_trace_request *request, cch_error *error) {
    sqlite3 *database = NULL;
    sqlite3_stmt *statement = NULL;
    int status = 0, step = SQLITE_DONE;
    if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        status = refuse(path, database, error);
    } else {
        sqlite3_limit(database, SQLITE_LIMIT_LENGTH, (int)CCH_TRACE_EVENT_MAX);
        sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
        sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
        if (sqlite3_prepare_v2(database, query, -1, &statement, NULL) != SQLITE_OK &&
            sqlite3_prepare_v2(database, older_query, -1, &statement, NULL) != SQLITE_OK)
            status = refuse(path, database, error);
        while (!status && (step = sqlite3_step(statement)) == SQLITE_ROW)
            if ((status = visit_row(statement, request)))
                cch_fail(error, status, "cannot read '%s': out of memory", path);
        if (!status && step != SQLITE_DONE)
            status = refuse(path, database, error);
    }
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return status;
}
