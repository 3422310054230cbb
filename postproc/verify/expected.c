#include "verify/expected.h"

#include <stdlib.h>

int cch_expected_make(cch_expected_list *list, const cch_view *view, const uint32_t *functions, size_t count,
                      cch_error *error)
{
    (void)view;
    (void)functions;
    (void)count;
    (void)error;
    *list = (cch_expected_list){0};
    return CCH_OK;
}

void cch_expected_release(cch_expected_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i].aliases);
    free(list->items);
    *list = (cch_expected_list){0};
}
