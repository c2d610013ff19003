/* SPDX-License-Identifier: MIT */
/* The handle of <entente/summarize.h>: a thread's lexicons. */
#include "summarizer.h"

#include <math.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/base.h"

ent_status ent_summarizer_new(ent_summarizer **out, ent_error *err)
{
    ent_summarizer *summarizer = ent_new_zeroed(1, sizeof *summarizer);
    if (!summarizer)
        return ent_fail_memory(err);
    /* Without a secret only the protection against prepared collisions is lost, never a result. */
    if (getrandom(&summarizer->secret, sizeof summarizer->secret, GRND_NONBLOCK) < 0)
        summarizer->secret = (uintptr_t)summarizer;
    for (int tf = 1; tf <= TF_MAX; tf++)
        summarizer->tf_weight[tf] = (float)(1 + log(tf));
    *out = summarizer;
    return ENT_OK;
}

void ent_summarizer_free(ent_summarizer *summarizer)
{
    if (!summarizer)
        return;
    for (size_t i = 0; i < summarizer->known_count; i++)
        ent_lexicon_free(summarizer->known[i].lexicon);
    free(summarizer);
}

ent_lexicon *ent__summarizer_lexicon(ent_summarizer *summarizer,
                                     const ent_language *language)
{
    for (size_t i = 0; i < summarizer->known_count; i++)
        if (summarizer->known[i].language == language)
            return summarizer->known[i].lexicon;
    ent_lexicon *lexicon = ent_lexicon_new(language, true);
    if (!lexicon)
        return NULL;
    size_t place = summarizer->known_count;
    if (place == SUMMARIZER_LEXICONS) {
        place = summarizer->oldest;
        summarizer->oldest = (place + 1) % SUMMARIZER_LEXICONS;
        ent_lexicon_free(summarizer->known[place].lexicon);
    } else {
        summarizer->known_count++;
    }
    summarizer->known[place].language = language;
    summarizer->known[place].lexicon = lexicon;
    return lexicon;
}
