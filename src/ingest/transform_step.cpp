// SPDX-License-Identifier: Apache-2.0
#include "ingest/transform_step.hpp"

#include "core/json.hpp"

#include <algorithm>
#include <colophon/entity_registry.hpp>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using nlohmann::json;

bool is_removed(const EntityGroup& group)
{
    const EntitySpec* entity = EntityRegistry::builtin().entity(group.urn.type());
    return std::ranges::any_of(group.writes, [entity](const EntityGroup::Write& write) {
        return write.change == ChangeType::remove && entity != nullptr &&
               write.aspect.name == entity->key->name;
    });
}

class AspectTransformer final : public Transformer {
public:
    explicit AspectTransformer(AspectChange change) : change_(std::move(change)) {}

    void apply(EntityGroup& group) override
    {
        if (std::ranges::find(change_.entity_types, group.urn.type()) == change_.entity_types.end())
            return;
        bool found = false;
        // By index, because a change may look at the group's other writes.
        for (std::size_t i = 0; i < group.writes.size(); ++i)
            if (group.writes[i].aspect.name == change_.aspect) {
                found = true;
                if (group.writes[i].change != ChangeType::remove)
                    rewrite(group, i);
            }
        if (!found && change_.adds && !group.again && !is_removed(group))
            add(group);
    }

private:
    void rewrite(EntityGroup& group, std::size_t index) const
    {
        // What is not a document is refused when it is checked.
        auto document = parse_json(group.writes[index].aspect.json);
        if (!document || !change_.change(group, *document))
            return;
        EntityGroup::Write& write = group.writes[index];
        write.aspect.json = document->dump();
        write.merge = write.merge || change_.merge;
    }

    void add(EntityGroup& group) const
    {
        json document;
        if (change_.change(group, document))
            group.writes.push_back(
                {{std::string(change_.aspect), document.dump()}, ChangeType::upsert, change_.merge});
    }

    AspectChange change_;
};

/// Hashes of what was seen, in a table with open places; 0 stands for an open one.
class SightMarker final : public Transformer {
public:
    void apply(EntityGroup& group) override
    {
        if (2 * (count_ + 1) > places_.size())
            grow();
        const std::uint64_t hash = std::max<std::uint64_t>(std::hash<Urn>{}(group.urn), 1);
        group.again = !insert(hash);
        count_ += group.again ? 0 : 1;
    }

private:
    bool insert(std::uint64_t hash)
    {
        std::size_t at = hash & (places_.size() - 1);
        for (; places_[at] != 0; at = (at + 1) & (places_.size() - 1))
            if (places_[at] == hash)
                return false;
        places_[at] = hash;
        return true;
    }

    void grow()
    {
        std::vector<std::uint64_t> before(2 * places_.size());
        before.swap(places_);
        for (const std::uint64_t hash : before)
            if (hash != 0)
                insert(hash);
    }

    std::vector<std::uint64_t> places_ = std::vector<std::uint64_t>(1'024); ///< a power of two
    std::size_t count_ = 0;
};

} // namespace

std::unique_ptr<Transformer> make_aspect_transformer(AspectChange change)
{
    return std::make_unique<AspectTransformer>(std::move(change));
}

std::unique_ptr<Transformer> make_sight_marker()
{
    return std::make_unique<SightMarker>();
}

} // namespace colophon::ingest
