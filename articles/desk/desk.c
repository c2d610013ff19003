/* SPDX-License-Identifier: MIT */
/* The desk: models, lexicons and stories are opened once; then articles are taken, read and placed one after the other. */
#include "desk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <entente/classify.h>
#include <entente/stance.h>
#include <entente/summarize.h>

static const char publisher[] = "publisher";
static const char tagger_name[] = "tags";

/* What answers on topics where no model was named, by the article's language. */
enum { ENGLISH, WORLD, SHIPPED };
static const char *const shipped[SHIPPED] = {"topics-en", "topics-world"};

struct rater { /* a model of topics */
    ent_model *model;
    ent_scorer *scorer;
    ent_label_score *scores;
};

struct ent_desk {
    ent_desk_options options;
    struct rater *raters; /* [rater_count] */
    size_t rater_count;
    bool by_language; /* nobody named a model */
    ent_stance_model *stance_model;
    ent_stance_scorer *stance;
    ent_model *background; /* of the tagger, where no rater has it */
    ent_tag_vocabulary *vocabulary;
    ent_tagger *tagger;
    char tagger_digest[33];
    ent_summarizer *summarizer;
    ent_stories *stories;
    ent_buffer lines; /* of the article at hand */
    ent_arena scratch;
};

bool ent_topic_is_publishers(const ent_topic *topic)
{
    return ent_string_is(topic->by.name, publisher);
}

/* ---- opening ---- */

static ent_status open_model(ent_model **model, const char *name, ent_error *err)
{
    char path[4096];
    if (*model)
        return ENT_OK;
    ENT_TRY(ent_model_find(path, sizeof path, name, err));
    return ent_model_open(model, path, err);
}

static ent_status open_rater(struct rater *rater, const char *name, ent_error *err)
{
    if (rater->scorer)
        return ENT_OK;
    ENT_TRY(open_model(&rater->model, name, err));
    ENT_TRY(ent_scorer_new(&rater->scorer, rater->model, err));
    rater->scores = ent_new(ent_model_label_count(rater->model), sizeof *rater->scores);
    return rater->scores ? ENT_OK : ent_fail_memory(err);
}

/* Models that were named are opened at once, shipped ones when an article asks for them. */
static ent_status open_raters(ent_desk *desk, ent_error *err)
{
    size_t named = desk->options.model_count;
    desk->by_language = named == 0;
    desk->rater_count = desk->by_language ? SHIPPED : named;
    desk->raters = ent_new_zeroed(desk->rater_count, sizeof *desk->raters);
    if (!desk->raters)
        return ent_fail_memory(err);
    for (size_t i = 0; i < named; i++)
        ENT_TRY(open_rater(&desk->raters[i], desk->options.models[i], err));
    return ENT_OK;
}

/* The models [*first, *end) that answer on an article. */
static ent_status raters_for(size_t *first, size_t *end, ent_desk *desk,
                             const ent_article *article, ent_error *err)
{
    *first = 0;
    *end = desk->rater_count;
    if (!desk->by_language)
        return ENT_OK;
    const ent_language *language = ent_language_find(article->lang);
    bool english = language && strcmp(language->code, "en") == 0;
    *first = english ? ENGLISH : WORLD;
    *end = *first + 1;
    return open_rater(&desk->raters[*first], shipped[*first], err);
}

/* An empty article shows whether the targets can be asked for. */
static ent_status open_stance(ent_desk *desk, ent_error *err)
{
    const ent_desk_options *options = &desk->options;
    const ent_article nothing = {0};
    char path[4096];
    ent_stance stance;
    if (!options->target_count)
        return ENT_OK;
    ENT_TRY(ent_model_find(path, sizeof path,
                           options->stance_model ? options->stance_model : "stance-en",
                           err));
    ENT_TRY(ent_stance_model_open(&desk->stance_model, path, err));
    ENT_TRY(ent_stance_scorer_new(&desk->stance, desk->stance_model, err));
    for (size_t i = 0; i < options->target_count; i++)
        ENT_TRY(ent_stance_toward(&stance, desk->stance,
                                  ent_string_of(options->targets[i]), &nothing, err));
    return ENT_OK;
}

/* What a tag depends on beside the article: the program, the settings, the background, the vocabulary. */
static ent_status identify_tagger(ent_desk *desk, const ent_model *background,
                                  ent_error *err)
{
    ent_digest digest;
    ent_buffer settings = {0};
    ent_string vocabulary = {NULL, 0};
    if (desk->options.vocabulary)
        ENT_TRY(
            ent_file_read(&vocabulary, &desk->scratch, desk->options.vocabulary, 0, err));
    ent_buffer_format(&settings, "%s %zu %s ", ent_version(), desk->options.tags,
                      background ? ent_model_digest(background) : "");
    bool good = !settings.failed && ent_digest_open(&digest);
    if (good) {
        ent_digest_add(&digest, settings.data, settings.size);
        ent_digest_add(&digest, vocabulary.data, vocabulary.size);
        ent_digest_close(&digest, desk->tagger_digest);
    }
    ent_buffer_dispose(&settings);
    ent_arena_reset(&desk->scratch);
    return good ? ENT_OK : ent_fail_memory(err);
}

/* How frequent words are is known from the shipped model, whatever models answer on topics; without it tags do, too. */
static ent_status open_tagger(ent_desk *desk, ent_error *err)
{
    ent_model **model =
        desk->by_language ? &desk->raters[ENGLISH].model : &desk->background;
    ent_tagger_options options = {.most = desk->options.tags};
    if (open_model(model, shipped[ENGLISH], NULL) == ENT_OK)
        options.background = ent_tag_background_of(*model);
    if (desk->options.vocabulary)
        ENT_TRY(
            ent_tag_vocabulary_read(&desk->vocabulary, desk->options.vocabulary, err));
    options.vocabulary = desk->vocabulary;
    ENT_TRY(ent_tagger_new(&desk->tagger, &options, err));
    return identify_tagger(desk, *model, err);
}

/* Stories know rare words from the model that tags know them from. */
static ent_status open_stories(ent_desk *desk, ent_error *err)
{
    ent_stories_options options = desk->options.stories;
    options.background =
        desk->by_language ? desk->raters[ENGLISH].model : desk->background;
    return ent_stories_new(&desk->stories, &options, err);
}

static ent_status open_desk(ent_desk *desk, ent_error *err)
{
    ENT_TRY(ent_arena_open(&desk->scratch, (size_t)16 << 30, err));
    ENT_TRY(open_raters(desk, err));
    ENT_TRY(open_stance(desk, err));
    ENT_TRY(open_tagger(desk, err));
    ENT_TRY(ent_summarizer_new(&desk->summarizer, err));
    return open_stories(desk, err);
}

ent_status ent_desk_open(ent_desk **out, const ent_desk_options *options, ent_error *err)
{
    ent_desk *desk = ent_new_zeroed(1, sizeof *desk);
    if (!desk)
        return ent_fail_memory(err);
    desk->options = *options;
    ent_status status = open_desk(desk, err);
    if (status != ENT_OK) {
        ent_desk_free(desk);
        return status;
    }
    *out = desk;
    return ENT_OK;
}

void ent_desk_free(ent_desk *desk)
{
    if (!desk)
        return;
    for (size_t i = 0; i < desk->rater_count; i++) {
        ent_scorer_free(desk->raters[i].scorer);
        free(desk->raters[i].scores);
        ent_model_free(desk->raters[i].model);
    }
    free(desk->raters);
    ent_stance_scorer_free(desk->stance);
    ent_stance_model_free(desk->stance_model);
    ent_tagger_free(desk->tagger);
    ent_tag_vocabulary_free(desk->vocabulary);
    ent_model_free(desk->background);
    ent_summarizer_free(desk->summarizer);
    ent_stories_free(desk->stories);
    ent_buffer_dispose(&desk->lines);
    ent_arena_close(&desk->scratch);
    free(desk);
}

void ent_desk_set_now(ent_desk *desk, int64_t now)
{
    desk->options.now = now;
}

/* ---- taking ---- */

/* Two copies of a text by different publishers are two articles. */
static ent_status identify(ent_string *out, ent_arena *arena, const ent_article *article,
                           ent_error *err)
{
    char hex[33];
    ent_digest digest;
    ent_string origin = article->source.size ? article->source : article->url;
    const ent_string parts[] = {origin, article->title, article->text};
    if (!ent_digest_open(&digest))
        return ent_fail_memory(err);
    for (size_t i = 0; i < 3; i++) {
        ent_digest_add(&digest, parts[i].data, parts[i].size);
        ent_digest_add(&digest, "", 1);
    }
    ent_digest_close(&digest, hex);
    *out = ent_string_copy(arena, (ent_string){hex, 32});
    return out->data ? ENT_OK : ent_fail_memory(err);
}

/* A time that has not come yet is a mistake. */
static void date(ent_entry *entry, int64_t now)
{
    int64_t time;
    entry->timed = ent_time_read(&time, entry->article.time);
    entry->time = entry->timed && time < now ? time : now;
}

static ent_status take_topics(ent_entry *entry, ent_arena *arena,
                              const ent_article_details *details, ent_error *err)
{
    ent_topic *topics = ent_arena_alloc(arena, details->topic_count, sizeof *topics);
    if (!topics)
        return ent_fail_memory(err);
    for (size_t i = 0; i < details->topic_count; i++) {
        topics[i] = (ent_topic){.label = ent_string_copy(arena, details->topics[i]),
                                .probability = -1,
                                .by.name = ent_string_of(publisher)};
        if (!topics[i].label.data)
            return ent_fail_memory(err);
    }
    entry->topics = topics;
    entry->topic_count = details->topic_count;
    return ENT_OK;
}

ent_status ent_desk_take(ent_entry *entry, ent_arena *arena, ent_desk *desk,
                         const ent_article *article, const ent_article_details *details,
                         ent_error *err)
{
    ent_entry taken = {.article = *article,
                       .author = details->author,
                       .teaser = details->summary,
                       .place = {.copy_of = ENT_STORIES_NONE}};
    ENT_TRY(ent_article_by_lines(&taken.article, &desk->lines, desk->scratch, err));
    ent_article *kept = &taken.article;
    ent_string *const fields[] = {&kept->id,   &kept->url,    &kept->source,
                                  &kept->time, &kept->lang,   &kept->title,
                                  &kept->text, &taken.author, &taken.teaser};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        *fields[i] = ent_string_copy(arena, *fields[i]);
        if (!fields[i]->data)
            return ent_fail(err, ENT_ELIMIT,
                            "the articles of a batch take more memory than there is");
    }
    ENT_TRY(identify(&taken.digest, arena, kept, err));
    date(&taken, desk->options.now);
    ENT_TRY(take_topics(&taken, arena, details, err));
    *entry = taken;
    return ENT_OK;
}

/* ---- topics ---- */

static size_t publishers_topics(const ent_entry *entry)
{
    size_t count = 0;
    while (count < entry->topic_count && ent_topic_is_publishers(&entry->topics[count]))
        count++;
    return count;
}

/* What the models choose; nothing where a model says that it cannot tell. */
static ent_status rate(size_t *chosen, struct rater *rater, const ent_article *article,
                       ent_error *err)
{
    ent_verdict verdict;
    ENT_TRY(ent_score(rater->scores, &verdict, rater->scorer, article, err));
    *chosen = verdict == ENT_VERDICT_OK ? ent_chosen(rater->scores, rater->model) : 0;
    return ENT_OK;
}

ent_status ent_desk_topics(ent_entry *entry, ent_arena *arena, ent_desk *desk,
                           ent_error *err)
{
    size_t given = publishers_topics(entry), most = given, count = given, first, end;
    ENT_TRY(raters_for(&first, &end, desk, &entry->article, err));
    for (size_t i = first; i < end; i++)
        most += ent_model_label_count(desk->raters[i].model);
    ent_topic *topics = ent_arena_alloc(arena, most, sizeof *topics);
    if (!topics)
        return ent_fail_memory(err);
    if (given)
        memcpy(topics, entry->topics, given * sizeof *topics);
    for (size_t i = first; i < end; i++) {
        struct rater *rater = &desk->raters[i];
        size_t chosen;
        ENT_TRY(rate(&chosen, rater, &entry->article, err));
        for (size_t c = 0; c < chosen; c++) {
            const ent_label_score *score = &rater->scores[c];
            topics[count++] = (ent_topic){
                .label = ent_model_label_name(rater->model, score->label),
                .code = ent_model_label_code(rater->model, score->label),
                .probability = score->probability,
                .margin = score->margin,
                .by = {ent_model_name(rater->model),
                       ent_string_of(ent_model_digest(rater->model))},
            };
        }
    }
    entry->topics = topics;
    entry->topic_count = count;
    return ENT_OK;
}

/* ---- tags, stance, summary ---- */

ent_status ent_desk_tags(ent_entry *entry, ent_arena *arena, ent_desk *desk,
                         ent_error *err)
{
    ent_tag *found;
    size_t count;
    ENT_TRY(ent_tag_article(&found, &count, arena, desk->tagger, &entry->article,
                            desk->scratch, err));
    ent_entry_tag *tags = ent_arena_alloc(arena, count, sizeof *tags);
    if (!tags)
        return ent_fail_memory(err);
    for (size_t i = 0; i < count; i++)
        tags[i] = (ent_entry_tag){
            .key = found[i].key,
            .tag = found[i].tag,
            .phrase = found[i].text,
            .score = found[i].score,
            .by = {ent_string_of(tagger_name), ent_string_of(desk->tagger_digest)},
        };
    entry->tags = tags;
    entry->tag_count = count;
    return ENT_OK;
}

ent_status ent_desk_leanings(ent_entry *entry, ent_arena *arena, ent_desk *desk,
                             ent_error *err)
{
    size_t count = desk->options.target_count;
    ent_leaning *leanings = ent_arena_alloc(arena, count, sizeof *leanings);
    if (!leanings)
        return ent_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        ent_stance stance;
        ent_string target = ent_string_of(desk->options.targets[i]);
        ENT_TRY(ent_stance_toward(&stance, desk->stance, target, &entry->article, err));
        bool answered = stance.status == ENT_STANCE_OK && stance.label_count &&
                        !stance.unsupported_language;
        leanings[i] = (ent_leaning){
            .target = target,
            .label = answered ? stance.labels[0].name : (ent_string){0},
            .probability = answered ? stance.labels[0].probability : 0,
            .by = {ent_stance_model_name(desk->stance_model),
                   ent_string_of(ent_stance_model_digest(desk->stance_model))},
        };
    }
    entry->leanings = leanings;
    entry->leaning_count = count;
    return ENT_OK;
}

static ent_status summarize(ent_string *out, ent_arena *arena, ent_desk *desk,
                            const ent_article *articles, size_t count, size_t words,
                            ent_error *err)
{
    ent_summary_options options = {.budget = (double)words};
    ent_summary summary;
    ENT_TRY(ent_summarize(&summary, arena, desk->summarizer, articles, count, &options,
                          desk->scratch, err));
    *out = summary.text;
    return ENT_OK;
}

ent_status ent_desk_summary(ent_entry *entry, ent_arena *arena, ent_desk *desk,
                            ent_error *err)
{
    return summarize(&entry->summary, arena, desk, &entry->article, 1,
                     desk->options.words, err);
}

ent_status ent_desk_digest(ent_string *out, ent_arena *arena, ent_desk *desk,
                           const ent_entry *const *entries, size_t count, size_t words,
                           ent_error *err)
{
    ent_article *articles = ent_arena_alloc(arena, count, sizeof *articles);
    if (!articles)
        return ent_fail_memory(err);
    for (size_t i = 0; i < count; i++)
        articles[i] = entries[i]->article;
    return summarize(out, arena, desk, articles, count, words, err);
}

ent_status ent_desk_read(ent_entry *entry, ent_arena *arena, ent_desk *desk,
                         ent_error *err)
{
    ENT_TRY(ent_desk_topics(entry, arena, desk, err));
    ENT_TRY(ent_desk_tags(entry, arena, desk, err));
    ENT_TRY(ent_desk_leanings(entry, arena, desk, err));
    return ent_desk_summary(entry, arena, desk, err);
}

/* ---- stories ---- */

ent_status ent_desk_place(ent_entry *entry, ent_desk *desk, uint64_t number,
                          ent_string *memory, ent_error *err)
{
    ENT_TRY(ent_stories_add(&entry->place, desk->stories, number, &entry->article,
                            desk->options.now, err));
    entry->number = number;
    if (memory)
        *memory = ent_stories_pack(desk->stories);
    return ENT_OK;
}

ent_status ent_desk_remember(ent_desk *desk, uint64_t number,
                             const ent_story_place *place, ent_string memory,
                             ent_error *err)
{
    ent_status status = ent_stories_restore(desk->stories, number, place, memory, err);
    return status == ENT_EVERSION ? ENT_OK : status;
}

double ent_desk_horizon(const ent_desk *desk)
{
    return ent_stories_horizon(&desk->options.stories);
}
