/* SPDX-License-Identifier: MIT */
/* The entry point: finds the verb. */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

static const struct cli_verb *find_verb(const char *name)
{
    for (size_t i = 0; cli_verbs[i]; i++)
        if (strcmp(cli_verbs[i]->name, name) == 0)
            return cli_verbs[i];
    return NULL;
}

/* Where the caller closed standard input, output or error, the next file to be opened would take its place: answers would
 * go into a page, or a model would be read as articles. So these are kept by what cannot be read, or written. */
static bool hold_standard_files(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
            return false;
    return true;
}

int main(int argc, char **argv)
{
    if (!hold_standard_files())
        return CLI_FAILED;
    /* A reader that goes away shows as a write error, which cli_finish() reports. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* likewise a file that grows beyond its limit */
    if (argc >= 2 && strcmp(argv[1], "--version") == 0) {
        printf("entente %s\n", ent_version());
        return cli_finish(CLI_OK);
    }
    if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
        argv[1] = (char *)"help";
    if (argc < 2)
        return cli_usage(NULL, "a verb is missing");
    const struct cli_verb *verb = find_verb(argv[1]);
    if (!verb)
        return cli_usage(NULL, "'%s' is not a verb", argv[1]);
    return verb->run(verb, argc - 1, argv + 1);
}
