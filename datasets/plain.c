/* SPDX-License-Identifier: MIT */
/* Bytes of plain text become UTF-8, through text/. */
#include "reader.h"

ent_status ent__plain(ent_dataset *dataset, ent_string *text, ent_string bytes,
                      ent_error *err)
{
    ent_decoded decoded;
    ENT_TRY(
        ent_decode(&decoded, &dataset->scratch, bytes, dataset->options.charset, err));
    dataset->tally.repaired += decoded.repaired;
    *text = decoded.text;
    return ENT_OK;
}
