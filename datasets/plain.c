/* SPDX-License-Identifier: MIT */
/* Bytes become UTF-8, through text/: plain text whatever it takes, fields of records only where they are UTF-8. */
#include <string.h>

#include "reader.h"

ent_status ent__plain(ent_dataset *dataset, ent_string *text, ent_string bytes,
                      ent_error *err)
{
    ent_decoded decoded;
    ENT_TRY(
        ent_decode(&decoded, &dataset->scratch, bytes, dataset->options.charset, err));
    ent__count_repaired(dataset, decoded.repaired);
    if (decoded.source && strcmp(decoded.charset, "UTF-8") != 0)
        ent__notice(dataset, ENT_NOTICE_CHARSET, &dataset->field, "read as %s",
                    decoded.charset);
    *text = decoded.text;
    return ENT_OK;
}

/* The offset of the first byte that is not UTF-8; NULs do not count. SIZE_MAX: there is none. */
static size_t first_ill_formed(const ent_decoded *decoded, ent_string bytes)
{
    static const char replacement[] = "\xEF\xBF\xBD";
    if (strcmp(decoded->charset, "UTF-8") != 0)
        return 0; /* a mark of UTF-16 */
    if (!decoded->repaired)
        return SIZE_MAX;
    for (size_t i = 0; i + 3 <= decoded->text.size; i++) {
        size_t from = decoded->source[i];
        if (memcmp(decoded->text.data + i, replacement, 3) == 0 && bytes.data[from] &&
            (bytes.size - from < 3 || memcmp(bytes.data + from, replacement, 3) != 0))
            return from;
    }
    return SIZE_MAX;
}

ent_status ent__field_text(ent_dataset *dataset, ent_string *text, ent_string bytes,
                           ent_error *err)
{
    if (dataset->options.charset)
        return ent__plain(dataset, text, bytes, err);
    ent_decoded decoded;
    ENT_TRY(ent_decode(&decoded, &dataset->scratch, bytes, NULL, err));
    if (!decoded
             .source) { /* nothing had to change: the common case, without a reader of a charset */
        *text = decoded.text;
        return ENT_OK;
    }
    ENT_TRY(ent_decode(&decoded, &dataset->scratch, bytes, "UTF-8", err));
    size_t fault = first_ill_formed(&decoded, bytes);
    if (fault != SIZE_MAX) {
        ent_field_place place = {.at = dataset->field.at + fault};
        return ent__bad_field(dataset, err, ENT_SKIP_ENCODING, &place,
                              "invalid UTF-8: if it is another charset, name it");
    }
    ent__count_repaired(dataset, decoded.repaired);
    *text = decoded.text;
    return ENT_OK;
}
