/* SPDX-License-Identifier: MIT */
/* Words that tell how a text stands to what it speaks of: the lists. */
#include "cues.h"

#include <string.h>

static const char *const lists[ENT__CUES] = {
    [ENT__CUE_NEGATE] =
        "no not none never neither nor nobody nothing nowhere cannot can't don't doesn't "
        "didn't won't wouldn't isn't aren't wasn't weren't hasn't haven't hadn't "
        "shouldn't "
        "couldn't ain't without hardly barely lack lacking fail failed fails",
    [ENT__CUE_REFUTE] =
        "hoax hoaxer fake faked false falsely fabricate fabricated untrue bogus debunk "
        "debunked debunking deny denies denied denying denial dismiss dismissed refute "
        "refuted reject rejected rejects retract retracted retraction correction "
        "corrected "
        "contradict contradicted disprove disproved discredited misleading mistaken myth "
        "satire satirical prank joke rubbish nonsense wrong wrongly incorrect inaccurate "
        "lie lied lies liar fiction fictional photoshop photoshopped doctored staged "
        "rebut rebuffed discount pours fraud scam fool fooled duped despite unfounded "
        "baseless apologise apologize apology",
    [ENT__CUE_HEDGE] =
        "allege alleged allegedly reportedly apparently apparent purported purportedly "
        "supposed supposedly seemingly seem seems rumor rumors rumour rumours rumored "
        "rumoured speculate speculation speculated possible possibly perhaps maybe may "
        "might could probably likely unlikely potentially suggest suggests suggested "
        "appear appears appeared claim claims claimed believe believed think thought "
        "suspect suspected expect expected hint circulate circulating viral",
    [ENT__CUE_REPORT] =
        "say says said saying tell tells told report reports reported reporting "
        "according "
        "state states stated statement announce announced announcement add added note "
        "noted cite cited quote quoted write wrote writes post posted tweet tweeted "
        "publish published source sources spokesman spokeswoman spokesperson explain "
        "explained describe described interview telegraph newspaper website media",
    [ENT__CUE_ASSERT] =
        "confirm confirmed confirms confirmation prove proves proved proven proof true "
        "truth indeed official officially officials evidence certain certainly "
        "definitely "
        "verify verified authentic reveal revealed reveals show shows shown fact facts "
        "admit admitted acknowledge acknowledged identify identified found discover "
        "discovered establish established",
    [ENT__CUE_DOUBT] =
        "question questions questioned questionable doubt doubts doubted doubtful "
        "doubtless "
        "unclear unknown unverified unconfirmed uncertain skeptic skeptical sceptical "
        "skepticism investigate investigating investigation whether unable independent "
        "independently verify mystery credible credibility plausible dubious suspicious "
        "debate debated controversial dispute disputed yet",
    [ENT__CUE_GOOD] =
        "good better best great right rights benefit benefits beneficial benefited help "
        "helps helpful protect protects protection improve improves improved improvement "
        "positive effective efficient success successful successfully support supports "
        "advantage advantages gain gains safe safer safety secure security freedom free "
        "peace peaceful fair fairness justice just equal equality healthy health happy "
        "prosperity growth grow strengthen strong stronger promote promotes enhance "
        "encourage encourages empower progress important essential valuable value "
        "necessary vital legitimate moral love proud win save saves hope enable enables "
        "stability stable cooperation trust respect worth reliable favorable favourable "
        "easier opportunity opportunities create creates increase solution solve",
    [ENT__CUE_BAD] =
        "bad worse worst harm harms harmful hurt hurts damage damages damaging danger "
        "dangerous danger risk risks risky threat threaten threatens violence violent "
        "violate violates violation abuse abused crime crimes criminal kill kills killed "
        "killing death deaths die dead murder war wars hate hatred evil wrong unfair "
        "unjust injustice inequality corrupt corruption fail failure fails failed "
        "problem "
        "problems poor poverty suffer suffers suffering pain disease ill illness sick "
        "addiction addictive aggression aggressive terrorism terrorist oppression "
        "oppressive discrimination racist racism sexist sexism exploit exploitation "
        "negative ineffective inefficient useless waste wasteful costly expensive burden "
        "unemployment destroy destroys destruction undermine undermines weak weaken "
        "conflict crisis fear illegal immoral unconstitutional cruel stupid lie "
        "disgusting "
        "torture victim victims loss lose losses difficult difficulty decline distort "
        "impossible against oppose opposed opposes criticism criticized",
    [ENT__CUE_SHIFT] =
        "ban bans banned banning abolish abolition abolished prohibit prohibition "
        "prohibits "
        "reduce reduces reduced reduction prevent prevents prevented prevention stop "
        "stops "
        "stopped end ends ended eliminate eliminates limit limits restrict restriction "
        "oppose opposes against avoid combat fight decrease decreases lower remove "
        "removal "
        "block blocks repeal cut cuts minimize diminish disband withdraw criminalize "
        "criminalise outlaw subject restrain curb forbid forbids",
};

static ent_status add_list(struct ent__cues *cues, ent_lexicon *lexicon, unsigned cue,
                           ent_error *err)
{
    enum { PIECE = 64 };
    ent_string text = ent_string_of(lists[cue]);
    ent_token tokens[PIECE];
    size_t at = 0, count;
    while ((count = ent_tokenize(tokens, PIECE, lexicon, text, &at)) != 0)
        for (size_t i = 0; i < count; i++) {
            uint32_t *set = ent_map_put(&cues->sets, tokens[i].key);
            if (!set)
                return ent_fail_memory(err);
            *set = (*set == ENT_MAP_NONE ? 0 : *set) | 1u << cue;
        }
    return ENT_OK;
}

ent_status ent__cues_open(struct ent__cues *cues, ent_lexicon *lexicon,
                          const ent_language *language, ent_error *err)
{
    *cues = (struct ent__cues){0};
    if (!language || strcmp(language->code, "en") != 0)
        return ENT_OK;
    for (unsigned cue = 0; cue < ENT__CUES; cue++)
        ENT_TRY(add_list(cues, lexicon, cue, err));
    return ENT_OK;
}

void ent__cues_close(struct ent__cues *cues)
{
    ent_map_dispose(&cues->sets);
}
