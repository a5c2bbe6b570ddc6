// SPDX-License-Identifier: Apache-2.0
#include "graph/edges.hpp"
#include "service/catalog.hpp"
#include "service/signal_reader.hpp"

#include <future>
#include <latch>
#include <memory>
#include <set>
#include <unordered_map>

namespace colophon::service {
namespace {

constexpr std::size_t max_samples = 100;
/// Documents that are looked at again while every write waits.
constexpr std::size_t suspects_at_once = 5'000;

std::size_t hash_text(std::size_t seed, std::string_view text)
{
    return (seed ^ std::hash<std::string_view>{}(text)) * 0x9E3779B97F4A7C15ULL + 1;
}

/// A document in eight bytes: a million of them must fit beside the server.
std::size_t fingerprint(const search::SearchDocument& document)
{
    std::size_t hash = (document.removed ? 1U : 2U) + (document.deprecated ? 4U : 0U);
    for (const auto* text : {&document.type, &document.name, &document.qualified_name, &document.platform,
                             &document.env, &document.sub_type, &document.description})
        hash = hash_text(hash, *text);
    for (const auto& text : document.texts)
        hash = hash_text(hash + static_cast<std::size_t>(text.field), text.text);
    for (const auto& value : document.values)
        hash = hash_text(hash + static_cast<std::size_t>(value.facet), value.value);
    for (const std::int64_t number :
         {document.updated_ms, std::int64_t{document.usage}, std::int64_t{document.downstream}})
        hash = hash_text(hash, std::to_string(number));
    return hash;
}

/// Fingerprints of all documents, by a hash of their URN.
using Documents = std::unordered_map<std::size_t, std::size_t>;

/// Collects differences, keeping a few as samples.
class Findings {
public:
    explicit Findings(Verification& result) : result_(result) {}

    void add(std::string urn, std::string view, std::string what)
    {
        ++result_.differences;
        if (result_.samples.size() < max_samples)
            result_.samples.push_back({std::move(urn), std::move(view), std::move(what)});
    }

private:
    Verification& result_;
};

using EdgeSet = std::set<std::pair<std::string, std::string>>;

EdgeSet stated_edges(const EntityRegistry& registry, const store::StoredEntity& entity)
{
    EdgeSet stated;
    const auto add = [&](const std::vector<store::Edge>& edges) {
        for (const auto& edge : edges)
            stated.emplace(edge.relationship, edge.destination.str());
    };
    if (const auto* type = registry.entity(entity.urn.type()); type != nullptr)
        add(graph::edges_of_key(*type, entity.urn));
    for (const auto& stored : entity.aspects)
        if (const auto* aspect = registry.aspect(stored.aspect.name);
            aspect != nullptr && !aspect->timeseries)
            add(graph::edges_of(*aspect, stored.aspect.json));
    return stated;
}

EdgeSet stored_edges(const store::CatalogStore& store, const Urn& urn)
{
    constexpr std::size_t page_size = 100'000; // every page sorts all edges of the entity
    EdgeSet stored;
    for (std::size_t start = 0;; start += page_size) {
        const auto page = store.edges({.urn = urn, .start = start, .count = page_size});
        for (const auto& row : page.rows)
            stored.emplace(row.relationship, row.urn.str());
        if (page.rows.size() < page_size)
            return stored;
    }
}

void report_extra_documents(const search::SearchIndex& index, const Documents& left, Findings& findings)
{
    if (left.empty())
        return;
    index.scan([&](const search::SearchDocument& document) {
        if (left.contains(std::hash<std::string>{}(document.urn)))
            findings.add(document.urn, "search", "extra");
        return true;
    });
}

/// One side of the comparison, reading on a thread of its own. `pinned` is told as soon as its moment is
/// fixed.
template <class Read> class PinnedReader {
public:
    explicit PinnedReader(Read read)
        : done_(std::async(std::launch::async, [this, read = std::move(read)] {
              // Whoever waits for the pin must not wait for a reader that failed or found nothing.
              const std::shared_ptr<void> always(nullptr, [this](void*) { pin(); });
              read([this] { pin(); });
          }))
    {
    }

    void wait_until_pinned() { pinned_.wait(); }
    void finish() { done_.get(); }

private:
    void pin()
    {
        if (!told_.test_and_set())
            pinned_.count_down();
    }

    std::latch pinned_{1};
    std::atomic_flag told_;
    std::future<void> done_; // last: the thread uses the others
};

} // namespace

/// A document holds what other entities say as well, which was read later than the document's own aspects:
/// what differs is looked at again, store and index as of one moment.
void Catalog::check_again(std::span<const Urn> suspects, const DifferenceSink& found)
{
    std::unordered_map<std::string, std::optional<std::size_t>> expected;
    const auto read_index = [&](const auto& pin) {
        index_.scan([&](const search::SearchDocument& document) {
            pin();
            const auto suspect = expected.find(document.urn);
            if (suspect == expected.end())
                return true;
            if (!suspect->second)
                found(document.urn, "extra");
            else if (*suspect->second != fingerprint(document))
                found(document.urn, "different");
            expected.erase(suspect);
            return true;
        });
    };
    std::optional<PinnedReader<decltype(read_index)>> reader;
    queue_.between_groups([&] {
        SignalReader signals(registry_, store_);
        for (const Urn& urn : suspects) {
            const auto document = signals.document(urn);
            expected.emplace(urn.str(), document ? std::optional(fingerprint(*document)) : std::nullopt);
        }
        reader.emplace(read_index);
        reader->wait_until_pinned();
    });
    reader->finish();
    for (const auto& [urn, print] : expected)
        if (print)
            found(urn, "missing");
}

Verification Catalog::verify()
{
    Verification result;
    Findings findings(result);
    Documents indexed;
    std::vector<Urn> suspected_documents;
    std::vector<Urn> suspected_edges;
    SignalReader signals(registry_, store_);
    std::latch index_is_read(1);

    const auto read_index = [&](const auto& pin) {
        index_.scan([&](const search::SearchDocument& document) {
            pin();
            indexed.emplace(std::hash<std::string>{}(document.urn), fingerprint(document));
            return true;
        });
    };
    const auto compare_document = [&](const search::SearchDocument& document) {
        ++result.documents;
        const auto found = indexed.find(std::hash<std::string>{}(document.urn));
        if (found == indexed.end())
            return findings.add(document.urn, "search", "missing");
        if (found->second != fingerprint(document))
            suspected_documents.push_back(*Urn::parse(document.urn));
        indexed.erase(found);
    };
    const auto read_store = [&](const auto& pin) {
        result.position = store_.scan([&](const store::StoredEntity& entity) {
            pin();
            index_is_read.wait();
            ++result.entities;
            if (const auto document = signals.document(entity))
                compare_document(*document);
            const auto stated = stated_edges(registry_, entity);
            result.edges += stated.size();
            if (stated != stored_edges(store_, entity.urn))
                suspected_edges.push_back(entity.urn);
            return true;
        });
    };

    // Both sides are pinned while no write is under way; from then on writes go on and the two are compared
    // at leisure.
    std::optional<PinnedReader<decltype(read_index)>> index_reader;
    std::optional<PinnedReader<decltype(read_store)>> store_reader;
    queue_.between_groups([&] {
        index_reader.emplace(read_index);
        store_reader.emplace(read_store);
        index_reader->wait_until_pinned();
        store_reader->wait_until_pinned();
    });
    try {
        index_reader->finish();
    } catch (...) {
        index_is_read.count_down();
        throw;
    }
    index_is_read.count_down();
    store_reader->finish();

    report_extra_documents(index_, indexed, findings);
    for (std::span<const Urn> left = suspected_documents; !left.empty();) {
        const auto some = left.first(std::min(left.size(), suspects_at_once));
        check_again(some,
                    [&](const std::string& urn, const char* what) { findings.add(urn, "search", what); });
        left = left.subspan(some.size());
    }
    // The edges were read later than the entities: what a write moved in between is looked at again while
    // none runs.
    queue_.between_groups([&] {
        for (const auto& urn : suspected_edges) {
            const auto entity = store_.read(urn, {});
            if (entity && stated_edges(registry_, *entity) != stored_edges(store_, urn))
                findings.add(urn.str(), "graph", "different");
        }
    });
    figures_.verifications.add();
    figures_.differences.set(static_cast<std::int64_t>(result.differences));
    figures_.verified_at.set(now() / 1000);
    return result;
}

} // namespace colophon::service
