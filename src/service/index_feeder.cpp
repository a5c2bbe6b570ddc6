// SPDX-License-Identifier: Apache-2.0
#include "service/index_feeder.hpp"

#include <numeric>
#include <utility>

namespace colophon::service {

namespace {

// Of a chunk.
constexpr std::size_t most_documents = 8'192;
constexpr std::size_t most_text_bytes = std::size_t{16} << 20U;

std::size_t text_bytes(const search::SearchDocument& document)
{
    return std::accumulate(
        document.texts.begin(), document.texts.end(), document.description.size(),
        [](std::size_t sum, const search::SearchDocument::Text& text) { return sum + text.text.size(); });
}

} // namespace

void IndexFeeder::add(search::SearchDocument document)
{
    bytes_ += text_bytes(document);
    delta_.upserts.push_back(std::move(document));
    if (delta_.upserts.size() >= most_documents || bytes_ >= most_text_bytes)
        feed();
}

std::uint64_t IndexFeeder::finish(search::Position position)
{
    delta_.position = position;
    feed();
    fed_.get();
    return documents_;
}

void IndexFeeder::feed()
{
    if (fed_.valid())
        fed_.get();
    documents_ += delta_.upserts.size();
    bytes_ = 0;
    fed_ = std::async(std::launch::async, [this, delta = std::exchange(delta_, {})]() mutable {
        index_.apply(std::move(delta));
    });
}

} // namespace colophon::service
