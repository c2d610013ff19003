/* SPDX-License-Identifier: MIT */
/* A parallel for loop over pthreads. */
#include "thread.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "array.h"
#include "cpu.h"
#include "error.h"

struct loop {
    size_t pieces;
    ent_work work;
    void *context;
    atomic_size_t next;
    atomic_bool stop;
    pthread_mutex_t lock; /* guards the fields below */
    ent_status status;
    size_t failed_piece;
    ent_error err;
};

struct worker {
    struct loop *loop;
    int number;
    pthread_t thread;
};

static void note_failure(struct loop *loop, size_t piece, ent_status status,
                         const ent_error *err)
{
    pthread_mutex_lock(&loop->lock);
    if (loop->status == ENT_OK || piece < loop->failed_piece) {
        loop->status = status;
        loop->failed_piece = piece;
        loop->err = *err;
    }
    pthread_mutex_unlock(&loop->lock);
    atomic_store(&loop->stop, true);
}

static void *run(void *argument)
{
    struct worker *worker = argument;
    struct loop *loop = worker->loop;
    while (!atomic_load(&loop->stop)) {
        size_t piece = atomic_fetch_add(&loop->next, 1);
        if (piece >= loop->pieces)
            break;
        ent_error err = {ENT_OK, ""};
        ent_status status = loop->work(loop->context, piece, worker->number, &err);
        if (status != ENT_OK)
            note_failure(loop, piece, status, &err);
    }
    return NULL;
}

int ent_parallel_threads(size_t pieces, int threads)
{
    if (threads <= 0)
        threads = ent_cpu_count();
    if ((size_t)threads > pieces)
        threads = pieces ? (int)pieces : 1;
    return threads;
}

ent_status ent_parallel(size_t pieces, int threads, ent_work work, void *context,
                        ent_error *err)
{
    threads = ent_parallel_threads(pieces, threads);
    struct loop loop = {.pieces = pieces, .work = work, .context = context};
    pthread_mutex_init(&loop.lock, NULL);
    struct worker *workers = ent_new_zeroed((size_t)threads, sizeof *workers);
    if (!workers) {
        pthread_mutex_destroy(&loop.lock);
        return ent_fail_memory(err);
    }
    /* The caller is worker 0. A thread that cannot be started only makes the loop slower. */
    int started = 1;
    for (int i = 0; i < threads; i++)
        workers[i] = (struct worker){.loop = &loop, .number = i};
    while (started < threads &&
           pthread_create(&workers[started].thread, NULL, run, &workers[started]) == 0)
        started++;
    run(&workers[0]);
    for (int i = 1; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    free(workers);
    pthread_mutex_destroy(&loop.lock);
    if (loop.status != ENT_OK && err)
        *err = loop.err;
    return loop.status;
}
