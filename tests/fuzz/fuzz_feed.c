/* SPDX-License-Identifier: MIT */
/* Any bytes as a feed, as NewsML and as a list of articles: what comes out is UTF-8 and complete. */
#include "read_articles.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_articles(data, size, ENT_ARTICLES_FEED);
    read_articles(data, size, ENT_ARTICLES_NEWSML);
    read_articles(data, size, ENT_ARTICLES_LISTING);
    return 0;
}
