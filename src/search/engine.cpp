// SPDX-License-Identifier: Apache-2.0
#include "search/engine.hpp"

#include "core/log.hpp"
#include "search/fuzzy/mending.hpp"
#include "search/hit_maker.hpp"
#include "search/index_writer.hpp"
#include "search/query/parser.hpp"
#include "search/query/readings.hpp"
#include "search/query/synonyms.hpp"
#include "search/snapshot_files.hpp"
#include "search/snapshot_search.hpp"
#include "search/snapshot_shelf.hpp"
#include "search/suggester.hpp"

#include <algorithm>
#include <chrono>

namespace colophon::search {

namespace {

constexpr std::size_t max_limit = 1000;

/// Something was found, or it is the page of a reading that found something before.
struct Answer {
    std::size_t reading = 0;
    Node root;
    FoundPage page;
};

/// A page goes on with the reading of the page before. What is nearly right is read first where it is asked
/// for: it finds what is right as well.
std::vector<std::size_t> readings_in_order(const ParsedQuery& parsed, const std::optional<Cursor>& cursor)
{
    std::vector<std::size_t> order;
    for (std::size_t i = cursor ? cursor->reading : 0; i < readings().size(); ++i)
        order.push_back(i);
    if (parsed.fuzzy && !cursor)
        std::stable_partition(order.begin(), order.end(),
                              [](std::size_t i) { return readings()[i].name == fuzzy_reading; });
    return order;
}

Answer run_readings(const Snapshot& snapshot, const SearchQuery& query, const ParsedQuery& parsed,
                    const std::optional<Cursor>& cursor)
{
    PageRequest request{query.limit, std::nullopt, query.facet_limit, query.facet_text};
    if (cursor)
        request.after = cursor->last;
    Answer answer;
    for (const std::size_t i : readings_in_order(parsed, cursor)) {
        std::optional<Node> root = readings()[i].read(parsed, snapshot);
        if (!root)
            continue;
        const SearchOrder order{*root,        parsed,     query.filters, query.numbers,
                                query.target, query.sort, query.removed, query.facets};
        FoundPage page = search_snapshot(snapshot, order, request);
        if (!readings()[i].name.empty() && page.total == 0 && !cursor)
            continue;
        answer = {i, std::move(*root), std::move(page)};
        if (answer.page.total > 0 || cursor)
            break;
    }
    return answer;
}

/// Of a first page.
std::string better_spelling(const Snapshot& snapshot, const ParsedQuery& parsed, const Answer& answer)
{
    if (readings()[answer.reading].name != fuzzy_reading || answer.page.hits.empty())
        return {};
    const Found& best = answer.page.hits.front();
    return did_you_mean(parsed, answer.root, snapshot, best.segment->document(best.document));
}

SearchPage make_page(const SearchQuery& query, Answer answer, const std::shared_ptr<const Snapshot>& snapshot,
                     SnapshotShelf& shelf)
{
    SearchPage page;
    page.total = answer.page.total;
    page.relaxed = readings()[answer.reading].name;
    page.facets = std::move(answer.page.facets);
    if (answer.page.hits.size() > query.limit) {
        answer.page.hits.resize(query.limit);
        if (query.limit > 0)
            page.next =
                encode_cursor(query, {answer.reading, shelf.keep(snapshot), key_of(answer.page.hits.back())});
    }
    HitMaker maker(query, answer.root);
    for (const Found& found : answer.page.hits)
        page.hits.push_back(maker.make(found));
    return page;
}

class Engine final : public SearchIndex {
public:
    explicit Engine(const std::filesystem::path& directory)
        : files_(directory.empty() ? nullptr : std::make_unique<SnapshotFiles>(directory)),
          writer_(published_, files_.get())
    {
        if (files_)
            load();
    }

    void apply(IndexDelta delta) override
    {
        writer_.apply(std::move(delta));
        shelf_.clear_old();
    }

    Position position() const override { return published_.load()->position; }

    Result<SearchPage> search(const SearchQuery& query) const override
    {
        if (query.limit > max_limit)
            return failure(Errc::invalid_argument, "limit is over " + std::to_string(max_limit), "limit");
        const std::shared_ptr<const SynonymTable> synonyms = synonyms_.load();
        Result<ParsedQuery> parsed = parse_query(query.text, {synonyms.get()});
        if (!parsed)
            return tl::unexpected<Error>(parsed.error());
        parsed->fuzzy = query.fuzzy;
        const Result<std::optional<Cursor>> cursor = decode_cursor(query);
        if (!cursor)
            return tl::unexpected<Error>(cursor.error());
        const std::shared_ptr<const Snapshot> snapshot =
            *cursor ? shelf_.take((*cursor)->snapshot) : published_.load();
        if (!snapshot)
            return failure(Errc::invalid_argument, "the cursor has expired; start from the first page",
                           "cursor");
        Answer answer = run_readings(*snapshot, query, *parsed, *cursor);
        std::string spelling = *cursor ? std::string() : better_spelling(*snapshot, *parsed, answer);
        SearchPage page = make_page(query, std::move(answer), snapshot, shelf_);
        page.did_you_mean = std::move(spelling);
        page.position = snapshot->position;
        return page;
    }

    std::vector<Suggestion> suggest(std::string_view prefix, std::size_t limit) const override
    {
        return search::suggest(*published_.load(), prefix, std::min(limit, max_limit));
    }

    void scan(const std::function<bool(const SearchDocument&)>& visit) const override
    {
        scan_snapshot(*published_.load(), visit);
    }

    void save() override
    {
        if (!files_)
            return;
        const auto began = std::chrono::steady_clock::now();
        const std::shared_ptr<const Snapshot> snapshot = published_.load();
        writer_.replace(files_->save(*snapshot));
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        const std::lock_guard lock(saved_mutex_);
        saved_.saved_position = snapshot->position;
        saved_.saved_at = std::chrono::system_clock::now().time_since_epoch() / std::chrono::seconds(1);
        saved_.saved_bytes = files_->bytes();
        saved_.save_seconds = took.count();
    }

    void set_synonyms(std::vector<SynonymGroup> groups) override
    {
        synonyms_.store(std::make_shared<const SynonymTable>(std::move(groups)));
    }

    IndexStatus status() const override
    {
        IndexStatus status;
        {
            const std::lock_guard lock(saved_mutex_);
            status = saved_;
        }
        const std::shared_ptr<const Snapshot> snapshot = published_.load();
        status.segments = snapshot->parts.size();
        for (const Part& part : snapshot->parts) {
            status.documents += part.living;
            status.dead += part.segment->documents() - part.living;
            status.bytes += part.segment->bytes();
        }
        return status;
    }

private:
    void load()
    {
        Result<Snapshot> snapshot = files_->load();
        if (snapshot) {
            saved_.saved_position = snapshot->position;
            saved_.saved_bytes = files_->bytes();
            writer_.start_from(std::move(snapshot->parts), snapshot->position);
            return;
        }
        const bool missing = snapshot.error().code() == Errc::not_found;
        (missing ? log::info : log::warn)("search index starts empty", {{"reason", snapshot.error().what()}});
    }

    std::unique_ptr<SnapshotFiles> files_; ///< none where everything stays in memory
    mutable std::mutex saved_mutex_;
    IndexStatus saved_; ///< what of it is about the snapshot on disk
    PublishedSnapshot published_;
    mutable SnapshotShelf shelf_;
    Published<SynonymTable> synonyms_;
    IndexWriter writer_;
};

} // namespace

std::unique_ptr<SearchIndex> open_engine(const std::filesystem::path& directory)
{
    return std::make_unique<Engine>(directory);
}

} // namespace colophon::search
