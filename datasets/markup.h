/* SPDX-License-Identifier: MIT */
/* Inside the room: the text of the XHTML fragments that news records carry. */
#ifndef ENT_DATASETS_MARKUP_H
#define ENT_DATASETS_MARKUP_H

#include <entente/base.h>

/**
 * Tags dropped, ends of blocks made line feeds, entities decoded, scripts and styles left out. For the fragments of news
 * formats; whole pages are the work of articles/. Any bytes are legal. @param out  in the arena
 */
ent_status ent__markup_text(ent_string *out, ent_arena *arena, ent_string markup,
                            ent_error *err);

#endif
