// SPDX-License-Identifier: Apache-2.0
#include "vocabulary.hpp"

#include "random.hpp"

#include <sstream>
#include <string_view>
#include <unordered_set>

namespace colophon::search::bench {

namespace {

constexpr std::size_t latin_words = 20000;
constexpr std::size_t korean_words = 2000;

constexpr std::string_view frequent =
    "id name date type status code user count created updated amount event order customer product price "
    "total "
    "value start end time address region city number key source target flag level group account payment "
    "invoice "
    "vehicle reservation member station trip charger coupon contract damage zone model version currency "
    "channel "
    "device session page click view search campaign segment score rank label category brand store item stock "
    "warehouse shipment delivery carrier route driver battery sensor reading alert ticket agent queue "
    "message "
    "email phone country language partner supplier vendor budget ledger journal balance credit debit tax "
    "refund "
    "discount fee margin forecast actual daily weekly monthly hourly snapshot history staging raw clean fact "
    "dimension bridge summary metric report archive backup audit log error request response latency "
    "throughput "
    "experiment variant cohort retention churn revenue profit cost hash token secret policy role team "
    "employee "
    "salary payroll leave training course grade student patient doctor visit claim insurance premium risk "
    "fraud";

constexpr std::string_view korean_frequent =
    "예약 차량 회원 결제 충전소 청구서 계약 운행 사고 쿠폰 지역 고객 상품 주문 배송 재고 매출 비용 환불 할인 "
    "정산 통계 이력 기준 코드 상태 일자 금액 수량 단가 부서 직원 급여 교육 평가 보험 대여 반납 정비 세차 "
    "주차 요금 거리 시간 위치 경로 배터리 센서 알림 문의 상담 메시지 이벤트 캠페인 점수 등급 분류 공급사 "
    "협력사 창고 입고 출고 검수 품질 불량 원가 예산 실적 목표 전망 보고서 승인 권한 계정 인증 로그 오류";

void split(std::string_view text, std::vector<std::string>& out)
{
    std::istringstream words{std::string(text)};
    for (std::string word; words >> word;)
        out.push_back(word);
}

/// Consonants and vowels in turn, a consonant at both ends. No run of two such words is a third, since
/// consonants meet where they join.
std::string made_up_word(Random& random, std::size_t syllables)
{
    constexpr std::string_view consonants = "bcdfghjklmnprstvwz";
    constexpr std::string_view vowels = "aeiou";
    std::string word;
    for (std::size_t i = 0; i < syllables; ++i) {
        word += consonants[random.zipf(consonants.size())];
        word += vowels[random.zipf(vowels.size())];
    }
    return word + consonants[random.zipf(consonants.size())];
}

std::string made_up_korean(Random& random)
{
    constexpr std::string_view syllables =
        "가나다라마바사아자차고노도로모보소오조초구누두루무부수우주추기니디리미비"
        "시이지치강남동산정성원장상방공관문신선인전준진천한현화";
    constexpr std::size_t bytes = 3; // a syllable in UTF-8
    std::string word;
    for (std::size_t rest = 2 + random.below(3); rest > 0; --rest)
        word += syllables.substr(random.below(syllables.size() / bytes) * bytes, bytes);
    return word;
}

template <class Make> void fill(std::vector<std::string>& words, std::size_t size, Make make)
{
    std::unordered_set<std::string> known(words.begin(), words.end());
    while (words.size() < size)
        if (std::string word = make(); known.insert(word).second)
            words.push_back(std::move(word));
}

} // namespace

Vocabulary::Vocabulary()
{
    Random random(20260000);
    split(frequent, latin);
    // Rarer words are longer, as in a language.
    fill(latin, latin_words, [&] {
        const std::size_t least = latin.size() < 1000 ? 1 : 2;
        return made_up_word(random, least + random.below(3));
    });
    split(korean_frequent, korean);
    fill(korean, korean_words, [&random] { return made_up_korean(random); });
}

const Vocabulary& vocabulary()
{
    static const Vocabulary words;
    return words;
}

} // namespace colophon::search::bench
