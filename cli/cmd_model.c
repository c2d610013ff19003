/* SPDX-License-Identifier: MIT */
/* entente model: what a model file says about itself, whether it is whole, and the same in today's format. */
#include <string.h>

#include <json-c/json.h>

#include "cli.h"
#include "models/models.h"

#include <entente/models.h>
#include <entente/stance.h>

static const struct cli_option options[] = {
    CLI_OPTION_OUTPUT_OF("table or jsonl"),
    CLI_OPTION_JSON,
    {0},
};

enum { PATH_SIZE = 4096 };

static ent_status open_model(ent_model **model, const char *name, ent_error *err)
{
    char path[PATH_SIZE];
    ENT_TRY(ent_model_find(path, sizeof path, name, err));
    return ent_model_open(model, path, err);
}

/* ---- show ---- */

static void show_json(ent_buffer *out, const ent_model *model)
{
    ent_string metadata = ent_model_metadata(model);
    ent_json_writer writer = {out, false};
    ent_json_begin_object(&writer);
    ent_json_key(&writer, "name");
    ent_json_write_string(&writer, ent_model_name(model));
    ent_json_key(&writer, "digest");
    ent_json_write_text(&writer, ent_model_digest(model));
    /* The rest is an object too: its members go behind these. */
    ent_buffer_byte(out, ',');
    ent_buffer_append(out, metadata.data + 1, metadata.size - 1);
    ent_buffer_byte(out, '\n');
}

static void show_line(ent_buffer *out, const char *prefix, const char *name,
                      const char *value)
{
    size_t width = strlen(prefix) + strlen(name);
    ent_buffer_format(out, "%s%s%*s%s\n", prefix, name,
                      width < 24 ? (int)(24 - width) : 1, "", value);
}

static const char *text_of(struct json_object *value)
{
    return json_object_is_type(value, json_type_string)
               ? json_object_get_string(value)
               : json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN);
}

/* Members one a line; those of objects inside with the object's name before theirs. */
static void show_members(ent_buffer *out, struct json_object *object, const char *prefix)
{
    json_object_object_foreach(object, name, value)
    {
        if (strcmp(name, "labels") == 0 && !*prefix)
            continue;
        if (json_object_is_type(value, json_type_object)) {
            ent_buffer inner = {0};
            ent_buffer_format(&inner, "%s%s.", prefix, name);
            if (!inner.failed)
                show_members(out, value, inner.data);
            ent_buffer_dispose(&inner);
        } else {
            show_line(out, prefix, name, text_of(value));
        }
    }
}

static void show_labels(ent_buffer *out, const ent_model *model,
                        struct json_object *object)
{
    struct json_object *labels = json_object_object_get(object, "labels");
    ent_buffer_format(out, "labels%*s%zu\n", 18, "", ent_model_label_count(model));
    for (size_t k = 0; k < ent_model_label_count(model); k++) {
        ent_string name = ent_model_label_name(model, k);
        ent_string code = ent_model_label_code(model, k);
        struct json_object *label = json_object_array_get_idx(labels, k);
        int width = (int)name.size < 22 ? 22 - (int)name.size : 1;
        ent_buffer_format(
            out, "  %.*s%*s%s documents%s%.*s\n", (int)name.size, name.data, width, "",
            json_object_get_string(json_object_object_get(label, "documents")),
            code.size ? ", " : "", (int)code.size, code.data);
    }
}

static ent_status show_table(ent_buffer *out, const ent_model *model, ent_error *err)
{
    struct json_object *object;
    ent_json_parser *parser = ent_json_parser_new();
    if (!parser)
        return ent_fail_memory(err);
    ent_status status =
        ent_json_parse(&object, parser, ent_model_metadata(model), NULL, err);
    ent_json_parser_free(parser);
    ENT_TRY(status);
    ent_string name = ent_model_name(model);
    ent_buffer_format(out, "name%*s%.*s\n", 20, "", (int)name.size, name.data);
    show_line(out, "", "digest", ent_model_digest(model));
    show_members(out, object, "");
    show_labels(out, model, object);
    json_object_put(object);
    return ENT_OK;
}

/* A stance model: its digest, what it answers on, and its own account. */
static ent_status describe_stance(ent_buffer *out, const char *path, ent_error *err)
{
    ent_stance_model *model;
    ENT_TRY(ent_stance_model_open(&model, path, err));
    ent_json_writer writer = {out, false};
    ent_json_begin_object(&writer);
    ent_json_key(&writer, "name");
    ent_json_write_string(&writer, ent_stance_model_name(model));
    ent_json_key(&writer, "digest");
    ent_json_write_text(&writer, ent_stance_model_digest(model));
    ent_json_key(&writer, "kind");
    ent_json_write_text(&writer, "stance");
    ent_json_key(&writer, "claims");
    ent_json_write_bool(&writer, ent_stance_knows_claims(model));
    ent_json_key(&writer, "targets");
    ent_json_begin_array(&writer);
    for (size_t t = 0; t < ent_stance_target_count(model); t++)
        ent_json_write_string(&writer, ent_stance_target(model, t));
    ent_json_end_array(&writer);
    ent_string metadata = ent_stance_model_metadata(model);
    if (metadata.size) { /* verified JSON: it goes in as it is */
        ent_json_key(&writer, "training");
        ent_buffer_string(out, metadata);
        writer.needs_comma = true;
    }
    ent_json_end_object(&writer);
    ent_buffer_byte(out, '\n');
    ent_stance_model_free(model);
    return out->failed ? ent_fail_memory(err) : ENT_OK;
}

static bool is_stance(char *path, size_t capacity, const char *name)
{
    return ent_model_find(path, capacity, name, NULL) == ENT_OK &&
           ent_stance_model_is(path);
}

static int show_stance(const char *path)
{
    ent_buffer out = {0};
    ent_error err;
    int code = describe_stance(&out, path, &err) == ENT_OK ? CLI_OK : cli_fail(&err);
    if (code == CLI_OK)
        cli_print(&out);
    ent_buffer_dispose(&out);
    return cli_finish(code);
}

static int show(const char *name, enum cli_output output)
{
    char path[4096];
    if (is_stance(path, sizeof path, name))
        return show_stance(path);
    ent_model *model;
    ent_error err;
    if (open_model(&model, name, &err) != ENT_OK)
        return cli_fail(&err);
    ent_buffer out = {0};
    ent_status status = ENT_OK;
    if (output == CLI_OUTPUT_TABLE)
        status = show_table(&out, model, &err);
    else
        show_json(&out, model);
    ent_model_free(model);
    if (status == ENT_OK && out.failed)
        status = ent_fail_memory(&err);
    int code = status == ENT_OK ? CLI_OK : cli_fail(&err);
    if (code == CLI_OK)
        cli_print(&out);
    ent_buffer_dispose(&out);
    return cli_finish(code);
}

/* ---- verify ---- */

static ent_status digest_of(char digest[33], const char *name, ent_error *err)
{
    char path[4096];
    ent_model *model;
    ent_stance_model *stance;
    if (is_stance(path, sizeof path, name)) {
        ENT_TRY(ent_stance_model_open(&stance, path, err));
        memcpy(digest, ent_stance_model_digest(stance), 33);
        ent_stance_model_free(stance);
        return ENT_OK;
    }
    ENT_TRY(open_model(&model, name, err));
    memcpy(digest, ent_model_digest(model), 33);
    ent_model_free(model);
    return ENT_OK;
}

/* Reading is verifying. All are looked at; a bad one decides the exit code. */
static int verify(char **names, int count)
{
    int code = CLI_OK;
    for (int i = 0; i < count; i++) {
        char digest[33];
        ent_error err;
        if (digest_of(digest, names[i], &err) != ENT_OK) {
            int fault = cli_fail(&err);
            code = code == CLI_BAD_MODEL ? code : fault;
            continue;
        }
        ent_buffer out = {0};
        ent_buffer_format(&out, "%s  %s\n", digest, names[i]);
        cli_print(&out);
        ent_buffer_dispose(&out);
    }
    return cli_finish(code);
}

/* ---- rewrite ---- */

static ent_status rewrite_as(const char *name, const char *target, ent_error *err)
{
    char path[PATH_SIZE];
    ent_stance_model *stance;
    ent_model *model;
    if (is_stance(path, sizeof path, name)) {
        ENT_TRY(ent_stance_model_open(&stance, path, err));
        ent_status status = ent_stance_model_save(stance, target, err);
        ent_stance_model_free(stance);
        return status;
    }
    ENT_TRY(open_model(&model, name, err));
    ent_status status = ent__model_write(model, target, NULL, err);
    ent_model_free(model);
    return status;
}

static int rewrite(const char *name, const char *target)
{
    ent_error err;
    return cli_finish(rewrite_as(name, target, &err) == ENT_OK ? CLI_OK : cli_fail(&err));
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
    enum cli_output output = CLI_OUTPUT_AUTO;
    struct cli_arguments arguments;
    cli_begin(&arguments, verb, argc, argv);
    for (int key; (key = cli_next(&arguments));) {
        if (key == CLI_KEY_JSON)
            output = CLI_OUTPUT_JSONL;
        else
            output = cli_output_choice(&arguments, CLI_OUTPUT_JSONL);
    }
    if (arguments.bad)
        return CLI_USAGE;
    int operands = argc - arguments.at - 1;
    const char *action = operands >= 0 ? argv[arguments.at] : "";
    if (strcmp(action, "show") == 0 && operands == 1)
        return show(argv[arguments.at + 1], cli_output_resolve(output));
    if (strcmp(action, "verify") == 0 && operands >= 1)
        return verify(argv + arguments.at + 1, operands);
    if (strcmp(action, "rewrite") == 0 && operands == 2)
        return rewrite(argv[arguments.at + 1], argv[arguments.at + 2]);
    if (strcmp(action, "rewrite") == 0)
        return cli_usage(verb, "'model rewrite' needs a model and a file to write");
    if (strcmp(action, "show") == 0 || strcmp(action, "verify") == 0)
        return cli_usage(verb, "'model %s' needs %s", action,
                         strcmp(action, "show") == 0 ? "one model" : "a model");
    return cli_usage(verb,
                     *action ? "'%s' is neither show nor verify nor rewrite"
                             : "say show, verify or rewrite%s",
                     action);
}

const struct cli_verb cli_verb_model = {
    .name = "model",
    .synopsis = "show MODEL | verify MODEL… | rewrite MODEL FILE",
    .summary = "say what a model is, or check that its file is whole",
    .details =
        "show prints what the file says about itself: settings, labels, sizes, "
        "and how it was trained. verify reads each file to the end, checks every "
        "rule of the format, and prints the file's digest; a damaged file, or one "
        "of a newer version, gives exit code 4. rewrite writes the model to FILE in "
        "today's format, which may open faster; its answers stay as they are. MODEL is a "
        "file, or a name that is "
        "looked up in $ENTENTE_MODELS, then in share/entente/models under the "
        "installation's prefix, then in models/ of the source tree.",
    .options = options,
    .run = run,
};
