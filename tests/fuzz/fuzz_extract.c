/* SPDX-License-Identifier: MIT */
/* Any bytes as a page, as mail, as an archive, and as whatever they look like: what comes out is UTF-8 and complete. */
#include "read_articles.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_articles(data, size, ENT_ARTICLES_AUTO);
    read_articles(data, size, ENT_ARTICLES_HTML);
    read_articles(data, size, ENT_ARTICLES_MBOX);
    read_articles(data, size, ENT_ARTICLES_WARC);
    return 0;
}
