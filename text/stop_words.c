/* SPDX-License-Identifier: MIT */
/* Looks up a language's function words. */
#include "stop_words.h"

#include <string.h>

static const struct {
    const char *code;
    const char *words;
} lists[] = {
#include "stop_words.inc"
};

bool ent__stop_words(ent_names *out, const ent_language *language,
                     const ent__folder *folder)
{
    for (size_t i = 0; language && i < sizeof lists / sizeof *lists; i++) {
        if (strcmp(lists[i].code, language->code) != 0)
            continue;
        for (const char *word = lists[i].words; *word;) {
            char folded[ENT__FOLDED_LIMIT];
            uint32_t id;
            size_t size = strcspn(word, " ");
            if (size > ENT__FORM_LIMIT)
                size = ENT__FORM_LIMIT;
            size_t kept = ent__fold(folded, folder, (ent_string){word, size});
            if (kept && !ent_names_add(out, (ent_string){folded, kept}, &id))
                return false;
            word += size + (word[size] == ' ');
        }
    }
    return true;
}
