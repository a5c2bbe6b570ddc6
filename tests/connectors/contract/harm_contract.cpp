// SPDX-License-Identifier: Apache-2.0
#include "connectors/contract/contract.hpp"
#include "connectors/contract/live_bytes.hpp"

#include <algorithm>
#include <optional>

/// What goes wrong on the way, and what a large source costs.
namespace colophon::contract {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Everything that one run says, or the error that it ended with.
struct Outcome {
    RecordingEmitter out;
    std::optional<Error> error;

    std::vector<std::pair<std::string, std::string>> said() const
    {
        std::vector<std::pair<std::string, std::string>> all;
        all.reserve(out.proposals.size());
        for (const Proposal& proposal : out.proposals)
            all.emplace_back(proposal.urn.str(), proposal.aspect.name);
        return all;
    }
};

Outcome run_through(const ContractSubject& subject, const Endpoint& endpoint)
{
    Outcome outcome;
    try {
        const auto connector = subject.connector(endpoint, {});
        connector->audit();
        connector->extract(outcome.out, {});
    } catch (const Error& error) {
        outcome.error = error;
    }
    return outcome;
}

TEST_P(ConnectorContract, EndsWithAnErrorWhereverTheConnectionBreaks)
{
    CuttingProxy whole(subject_->server());
    const Outcome undisturbed = run_through(*subject_, whole.endpoint());
    ASSERT_FALSE(undisturbed.error) << undisturbed.error->what();
    const std::uint64_t turns = whole.turns();
    ASSERT_GT(turns, 5U);
    for (const std::uint64_t answer_bytes : {0U, 700U})
        for (std::uint64_t turn = 1; turn <= turns; ++turn) {
            SCOPED_TRACE("cut at turn " + std::to_string(turn) +
                         " after bytes: " + std::to_string(answer_bytes));
            const CuttingProxy proxy(subject_->server(), {.turn = turn, .answer_bytes = answer_bytes});
            const Outcome cut = run_through(*subject_, proxy.endpoint());
            if (cut.error) {
                EXPECT_EQ(cut.error->code(), Errc::unavailable) << cut.error->what();
                EXPECT_THAT(cut.error->what(), Not(HasSubstr("secret-of-the-test")));
            } else if (cut.out.failures.empty()) {
                EXPECT_EQ(cut.said(), undisturbed.said());
            }
        }
}

/// Forgets what it is told, and how much of the heap was in use meanwhile.
class MeasuringEmitter : public Emitter {
public:
    void emit(Proposal) override
    {
        ++proposals;
        peak = std::max(peak, live_bytes());
    }
    void warn(std::string_view, std::string_view) override {}
    void fail(std::string_view, std::string_view) override {}
    void progress(std::string_view, std::uint64_t, std::uint64_t) override {}

    std::size_t peak = 0;
    std::uint64_t proposals = 0;
};

struct Cost {
    std::size_t bytes = 0; ///< of memory, beyond what there was before
    std::uint64_t turns = 0;
    std::uint64_t proposals = 0;
};

Cost cost_of(const ContractSubject& subject)
{
    const CuttingProxy proxy(subject.server());
    const std::size_t before = live_bytes();
    MeasuringEmitter out;
    subject.connector(proxy.endpoint(), {})->extract(out, {});
    return {out.peak - before, proxy.turns(), out.proposals};
}

void create_wide_tables(const ContractSubject& subject, int first, int last)
{
    constexpr int columns = 240;
    std::string sql;
    for (int i = first; i < last; ++i) {
        sql += "CREATE TABLE " + subject.table("wide_" + std::to_string(i)) + " (id integer";
        for (int j = 0; j < columns; ++j)
            sql += ", " + subject.quoted("이름이_긴_칼럼_" + std::to_string(j)) + " integer";
        sql += ");\n";
    }
    subject.execute(sql);
}

TEST_P(ConnectorContract, TakesNoMoreMemoryAndHardlyMoreStatementsForTwiceTheTables)
{
    constexpr int tables = 260;
    create_wide_tables(*subject_, 0, tables);
    const Cost once = cost_of(*subject_);
    create_wide_tables(*subject_, tables, 2 * tables);
    const Cost twice = cost_of(*subject_);
    RecordProperty("bytes_once", std::to_string(once.bytes));
    RecordProperty("bytes_twice", std::to_string(twice.bytes));
    RecordProperty("turns_once", std::to_string(once.turns));
    RecordProperty("turns_twice", std::to_string(twice.turns));
    EXPECT_GT(once.bytes, 0U);
    EXPECT_GT(twice.proposals, once.proposals + tables);
    EXPECT_LT(twice.bytes, once.bytes + once.bytes / 4);
    EXPECT_LT(twice.turns, once.turns + tables / 10);
}

} // namespace
} // namespace colophon::contract
