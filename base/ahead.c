/* SPDX-License-Identifier: MIT */
/* A ring of pieces between a thread that makes bytes and one that takes them. */
#include "ahead.h"

#include <stdbool.h>
#include <string.h>

#include <pthread.h>

#include "array.h"

enum { PIECES = 4, PIECE_SIZE = 1 << 17 };

struct piece {
    char *bytes; /* [PIECE_SIZE] */
    size_t size; /* 0: the end, or the failure */
    ent_status status;
    ent_error err;
};

struct ent_ahead {
    ent_make make;
    void *context;
    pthread_t thread;
    pthread_mutex_t
        lock; /* guards made, taken and stop; a piece belongs to one side at a time */
    pthread_cond_t changed;
    size_t made, taken; /* pieces so far; made - taken of them are full */
    bool stop;
    size_t at; /* in the piece that is being taken */
    struct piece pieces[PIECES];
    char *bytes; /* of all pieces */
};

/* The piece to fill next; NULL: nobody wants it. */
static struct piece *wait_for_room(ent_ahead *ahead)
{
    pthread_mutex_lock(&ahead->lock);
    while (!ahead->stop && ahead->made - ahead->taken == PIECES)
        pthread_cond_wait(&ahead->changed, &ahead->lock);
    struct piece *piece = ahead->stop ? NULL : &ahead->pieces[ahead->made % PIECES];
    pthread_mutex_unlock(&ahead->lock);
    return piece;
}

static void hand_over(ent_ahead *ahead, size_t *count)
{
    pthread_mutex_lock(&ahead->lock);
    ++*count;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->lock);
}

static void *run(void *argument)
{
    ent_ahead *ahead = argument;
    for (struct piece *piece; (piece = wait_for_room(ahead));) {
        piece->err = (ent_error){ENT_OK, ""};
        piece->size = 0;
        piece->status = ahead->make(ahead->context, piece->bytes, PIECE_SIZE,
                                    &piece->size, &piece->err);
        if (piece->status != ENT_OK)
            piece->size = 0;
        bool last = piece->size == 0;
        hand_over(ahead, &ahead->made);
        if (last)
            break;
    }
    return NULL;
}

ent_ahead *ent_ahead_new(ent_make make, void *context)
{
    ent_ahead *ahead = ent_new_zeroed(1, sizeof *ahead);
    if (!ahead)
        return NULL;
    ahead->make = make;
    ahead->context = context;
    pthread_mutex_init(&ahead->lock, NULL);
    pthread_cond_init(&ahead->changed, NULL);
    ahead->bytes = ent_new(PIECES, PIECE_SIZE);
    for (size_t i = 0; ahead->bytes && i < PIECES; i++)
        ahead->pieces[i].bytes = ahead->bytes + i * PIECE_SIZE;
    if (ahead->bytes && pthread_create(&ahead->thread, NULL, run, ahead) == 0)
        return ahead;
    pthread_cond_destroy(&ahead->changed);
    pthread_mutex_destroy(&ahead->lock);
    free(ahead->bytes);
    free(ahead);
    return NULL;
}

void ent_ahead_free(ent_ahead *ahead)
{
    if (!ahead)
        return;
    pthread_mutex_lock(&ahead->lock);
    ahead->stop = true;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->lock);
    pthread_join(ahead->thread, NULL);
    pthread_cond_destroy(&ahead->changed);
    pthread_mutex_destroy(&ahead->lock);
    free(ahead->bytes);
    free(ahead);
}

ent_status ent_ahead_take(ent_ahead *ahead, char *data, size_t capacity, size_t *size,
                          ent_error *err)
{
    pthread_mutex_lock(&ahead->lock);
    while (ahead->made == ahead->taken)
        pthread_cond_wait(&ahead->changed, &ahead->lock);
    pthread_mutex_unlock(&ahead->lock);
    const struct piece *piece = &ahead->pieces[ahead->taken % PIECES];
    size_t left = piece->size - ahead->at;
    *size = left < capacity ? left : capacity;
    memcpy(data, piece->bytes + ahead->at, *size);
    ahead->at += *size;
    if (piece->size == 0) { /* stays, to be met again */
        if (piece->status != ENT_OK && err)
            *err = piece->err;
        return piece->status;
    }
    if (ahead->at == piece->size) {
        ahead->at = 0;
        hand_over(ahead, &ahead->taken);
    }
    return ENT_OK;
}
