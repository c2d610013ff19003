/* SPDX-License-Identifier: MIT */
/* A folder into which others drop files: what lies in it, what comes in, and where it goes afterwards. */
#ifndef ENT_CLI_WATCH_FOLDER_H
#define ENT_CLI_WATCH_FOLDER_H

#include "base/base.h"

/** Names of files, in byte order; owned. */
typedef ENT_ARRAY(char *) watch_names;
void watch_names_clear(watch_names *names);

typedef struct watch_folder watch_folder;

/**
 * Watch a folder and make its subfolders done/ and failed/.
 * @param wake  a descriptor; when it can be read, waiting ends
 * @return ENT_EIO ("cannot watch 'inbox': ...")
 */
ent_status watch_folder_open(watch_folder **out, const char *path, int wake,
                             ent_error *err);
void watch_folder_close(watch_folder *folder);

/** Everything that lies in the folder: regular files that are neither hidden nor called *.tmp or *.part. */
ent_status watch_folder_list(watch_names *names, watch_folder *folder, ent_error *err);

/**
 * Wait until files were written and closed, or moved in.
 * @param names  out: their names; none when `wake` could be read
 * @return ENT_EIO when the folder has vanished
 */
ent_status watch_folder_wait(watch_names *names, watch_folder *folder, ent_error *err);

/** "inbox/NAME", lent until the next call. NULL when memory is out. */
const char *watch_folder_path(watch_folder *folder, const char *name);
/** Does the file lie in the folder (still)? */
bool watch_folder_has(watch_folder *folder, const char *name);

/** Move a file to done/; where one of its name is, it becomes NAME.1, NAME.2... */
ent_status watch_folder_done(watch_folder *folder, const char *name, ent_error *err);
/** Move a file to failed/, and write NAME.reason beside it. */
ent_status watch_folder_failed(watch_folder *folder, const char *name, ent_string reason,
                               ent_error *err);

#endif
