/* SPDX-License-Identifier: MIT */
/* The verb `watch`: files that are dropped into a folder go over the desk into the archive. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "articles/archive/archive.h"
#include "cli.h"
#include "desk_options.h"
#include "inputs.h"
#include "watch_folder.h"

enum { OPTION_DB = 256, OPTION_ONCE, OPTION_WAIT };

struct request {
    struct cli_inputs inputs;
    struct cli_desk desk;
    const char *db;
    const char *path;
    enum cli_output output;
    double wait;
    bool once;
};

struct run {
    struct request *request;
    ent_desk *desk;
    ent_archive *archive;
    watch_folder *folder;
    ent_buffer reasons; /* why the file at hand is bad, a line each */
    ent_buffer out;
    uint64_t failed; /* files */
};

/* ---- being told to stop ---- */

static volatile int stop;
static int wake = -1;

static void on_signal(int number)
{
    (void)number;
    const uint64_t one = 1;
    stop = 1;
    ssize_t written = write(wake, &one, sizeof one);
    (void)written; /* it can only be full, which wakes as well */
}

static ent_status listen_to_signals(ent_error *err)
{
    struct sigaction action = {.sa_handler = on_signal};
    wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (wake < 0 || sigaction(SIGTERM, &action, NULL) != 0 ||
        sigaction(SIGINT, &action, NULL) != 0)
        return ent_fail(err, ENT_EIO, "cannot listen to signals");
    return ENT_OK;
}

/* ---- one file ---- */

static void note_fault(void *context, const char *message)
{
    struct run *run = context;
    ent_buffer_text(&run->reasons, message);
    ent_buffer_byte(&run->reasons, '\n');
}

struct verdict {
    ent_archive_tally tally;
    uint64_t faults;
};

static ent_status read_file(struct verdict *verdict, struct run *run, const char *path,
                            ent_error *err)
{
    struct request *request = run->request;
    const ent_archive_intake intake = {.stop = &stop};
    ent_articles *reader;
    cli_desk_set_clock(&request->desk, &request->inputs);
    ent_desk_set_now(run->desk, request->desk.options.now);
    request->inputs.options.bad = note_fault;
    request->inputs.options.bad_context = run;
    ENT_TRY(cli_inputs_open(&reader, &request->inputs, &path, 1, err));
    ent_status status =
        ent_archive_take(&verdict->tally, run->archive, run->desk, reader, &intake, err);
    verdict->faults = ent_articles_get_report(reader).faults;
    ent_articles_free(reader);
    return status;
}

static void tell(struct run *run, const char *name, const struct verdict *verdict)
{
    bool good = verdict->faults == 0;
    if (run->request->output == CLI_OUTPUT_JSONL) {
        ent_json_writer json = {.out = &run->out};
        ent_json_begin_object(&json);
        ent_json_key(&json, "file");
        ent_json_write_text(&json, name);
        ent_json_key(&json, "status");
        ent_json_write_text(&json, good ? "done" : "failed");
        ent_json_key(&json, "added");
        ent_json_write_integer(&json, (int64_t)verdict->tally.added);
        ent_json_key(&json, "known");
        ent_json_write_integer(&json, (int64_t)verdict->tally.known);
        ent_json_key(&json, "bad");
        ent_json_write_integer(&json, (int64_t)verdict->faults);
        ent_json_end_object(&json);
    } else {
        ent_buffer_format(&run->out, "%s  %s  added %llu, known before %llu, bad %llu",
                          good ? "done  " : "failed", name,
                          (unsigned long long)verdict->tally.added,
                          (unsigned long long)verdict->tally.known,
                          (unsigned long long)verdict->faults);
    }
    ent_buffer_byte(&run->out, '\n');
    cli_print(&run->out);
    fflush(stdout);
}

/* The archive's faults end the run and leave the file where it is; the file's own do not. */
static ent_status take_file(struct run *run, const char *name, ent_error *err)
{
    struct verdict verdict = {.faults = 0};
    const char *path = watch_folder_path(run->folder, name);
    char *kept = path ? strdup(path) : NULL; /* ids of articles are made of it */
    if (!kept)
        return ent_fail_memory(err);
    ent_buffer_clear(&run->reasons);
    ent_status status = read_file(&verdict, run, kept, err);
    free(kept);
    if (status != ENT_OK && !watch_folder_has(run->folder, name))
        return ENT_OK; /* somebody took it away */
    ENT_TRY(status);
    if (verdict.faults) {
        run->failed++;
        ent_buffer_format(&run->reasons, "added %llu, known before %llu, bad %llu\n",
                          (unsigned long long)verdict.tally.added,
                          (unsigned long long)verdict.tally.known,
                          (unsigned long long)verdict.faults);
        status =
            watch_folder_failed(run->folder, name, ent_buffer_view(&run->reasons), err);
    } else {
        status = watch_folder_done(run->folder, name, err);
    }
    if (status == ENT_OK)
        tell(run, name, &verdict);
    return status;
}

static ent_status take_files(struct run *run, const watch_names *names, ent_error *err)
{
    for (size_t i = 0; i < names->count && !stop; i++)
        if (watch_folder_has(run->folder, names->items[i]))
            ENT_TRY(take_file(run, names->items[i], err));
    return ENT_OK;
}

/* ---- the run ---- */

static ent_status open_run(struct run *run, ent_error *err)
{
    struct request *request = run->request;
    ENT_TRY(listen_to_signals(err));
    ENT_TRY(watch_folder_open(&run->folder, request->path, wake, err));
    cli_desk_set_clock(&request->desk, &request->inputs);
    ENT_TRY(cli_desk_open(&run->desk, &request->desk, err));
    return ent_archive_open(&run->archive, request->db, ENT_ARCHIVE_CREATE, request->wait,
                            err);
}

/* The folder is watched before it is listed: nothing falls in between. */
static ent_status take_all(struct run *run, ent_error *err)
{
    watch_names names = {0};
    ent_status status = watch_folder_list(&names, run->folder, err);
    if (status == ENT_OK)
        status = take_files(run, &names, err);
    while (status == ENT_OK && !run->request->once && !stop) {
        watch_names_clear(&names);
        status = watch_folder_wait(&names, run->folder, err);
        if (status == ENT_OK)
            status = take_files(run, &names, err);
    }
    watch_names_clear(&names);
    return status;
}

static int watch(struct request *request)
{
    ent_error err = {ENT_OK, ""};
    struct run run = {.request = request};
    ent_status status = open_run(&run, &err);
    if (status == ENT_OK)
        status = take_all(&run, &err);
    int code = status == ENT_ECANCEL || stop ? CLI_OK /* as it was told to */
               : status != ENT_OK            ? cli_fail(&err)
               : run.failed                  ? CLI_SOME_BAD
                                             : CLI_OK;
    ent_buffer_dispose(&run.reasons);
    ent_buffer_dispose(&run.out);
    watch_folder_close(run.folder);
    ent_archive_free(run.archive);
    ent_desk_free(run.desk);
    cli_inputs_close(&request->inputs);
    if (wake >= 0)
        close(wake);
    return cli_finish(code);
}

static void take_option(struct request *request, struct cli_arguments *arguments, int key)
{
    if (cli_desk_option(&request->desk, arguments, key) ||
        cli_inputs_option(&request->inputs, arguments, key))
        return;
    switch (key) {
    case OPTION_DB:
        request->db = arguments->value;
        break;
    case OPTION_ONCE:
        request->once = true;
        break;
    case OPTION_WAIT:
        request->wait = cli_real(arguments, 0, 86400);
        break;
    case CLI_KEY_OUTPUT:
        request->output = cli_output_choice(arguments, CLI_OUTPUT_JSONL);
        break;
    case CLI_KEY_JSON:
        request->output = CLI_OUTPUT_JSONL;
        break;
    default:
        break;
    }
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
    struct request request = {.wait = 60};
    struct cli_arguments arguments;
    cli_begin(&arguments, verb, argc, argv);
    for (int key; (key = cli_next(&arguments)) != 0;)
        take_option(&request, &arguments, key);
    if (arguments.bad)
        return CLI_USAGE;
    if (argc - arguments.at != 1)
        return cli_usage(verb, "one folder is to be named");
    if (!request.db)
        return cli_usage(verb, "which archive? (--db FILE)");
    if (request.inputs.fail || request.inputs.options.quarantine)
        return cli_usage(verb, "bad records are passed over and told in failed/: "
                               "--on-error and --quarantine are not for watch");
    request.path = argv[arguments.at];
    request.output = cli_output_resolve(request.output);
    return watch(&request);
}

static const struct cli_option options[] = {
    {OPTION_DB, "db", "FILE", "the archive; it is made where there is none"},
    {OPTION_ONCE, "once", NULL, "take what lies in the folder, then leave"},
    CLI_DESK_OPTIONS,
    {OPTION_WAIT, "wait", "SECONDS",
     "how long to wait while another program writes (default: 60)"},
    CLI_OPTION_LANG,
    CLI_INPUT_OPTIONS,
    CLI_OPTION_OUTPUT_OF("table or jsonl"),
    CLI_OPTION_JSON,
    {0},
};

const struct cli_verb cli_verb_watch = {
    .name = "watch",
    .synopsis = "FOLDER --db FILE",
    .summary = "put whatever is dropped into a folder into an archive",
    .details =
        "What lies in FOLDER is taken first, in the order of the names, then each file "
        "that is written and closed or moved in. Hidden files and those called *.tmp or "
        "*.part are left alone: give files such a name, or another folder, until they "
        "are "
        "whole. A file whose articles are safely in the archive goes to done/, one with "
        "bad "
        "records to failed/, with NAME.reason beside it. SIGTERM and SIGINT finish the "
        "articles at hand.",
    .options = options,
    .run = run,
};
