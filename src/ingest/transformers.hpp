// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/entity_group.hpp"

#include <colophon/error.hpp>
#include <colophon/settings.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::ingest {

/// Changes what a source said before anyone compares or writes it. Configured by data alone; one object
/// serves one run, on one thread.
class Transformer {
public:
    virtual ~Transformer() = default;
    virtual void apply(EntityGroup& group) = 0;
};

/// The transformers of a recipe, in its order.
struct TransformerChain {
    std::vector<std::unique_ptr<Transformer>> steps;
    std::vector<std::string> warnings; ///< about settings that have no effect
    bool merges = false; ///< some have `semantics: PATCH`, which needs a sink that can say what it has

    void apply(EntityGroup& group) const;
};

/// Reads the recipe's `transformers`: the text of a JSON array of `{"type", "config"}`, or of null; its
/// members in the order in which the recipe has them, because the first matching rule wins. Refuses
/// (invalid_argument, with the path as in `transformers[1].config.owner_urns`) unknown types, naming the
/// nearest, those of DataHub that are not supported, saying why, and settings by their rows.
Result<TransformerChain> make_transformers(std::string_view list);

/// For documentation and help: what is supported, and the rows of its settings.
struct TransformerKind {
    std::string_view type;
    std::string_view summary;
    std::span<const Option> options;
};
std::span<const TransformerKind> transformer_kinds();

} // namespace colophon::ingest
