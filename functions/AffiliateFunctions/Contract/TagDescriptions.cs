namespace AffiliateFunctions.Contract;

/// <summary>The descriptions of the tags that group the functions in the OpenAPI document.</summary>
internal static class TagDescriptions
{
    /// <summary>Returns the description of a tag.</summary>
    public static string Of(string tag) =>
        tag switch
        {
            "Contract terms" => "Pay that a contract gives one partner instead of the pay of the rule book.",
            "Adjustments" => "Amounts that persons post by hand, and commissions that they void.",
            "Approvals" => "Decisions that persons make by a link in an e-mail.",
            "Audit" => "The hash-chained log of decisions.",
            "Commissions" => "What rules granted to partners, and why.",
            "Console" => "The pages on which the company looks things up and decides.",
            "Customers" => "Touches that were not tracked, and the erasure of personal data.",
            "Cycles" => "The monthly run of a program: payouts, payment files, settlement and statements.",
            "Deals" => "Customers that partners register before the sale.",
            "Description" => "The description of this API.",
            "Disputes" => "Commissions that partners contest, decided by the owner.",
            "Events" => "Clicks, leads, stages, sales and refunds: reported by callers or by providers' webhooks.",
            "Exchange rates" => "The daily rates of a program, for sales in other currencies.",
            "Leads" => "Leads of the company that are handed to partners.",
            "Ledger" => "The postings and balances of partners.",
            "Links" => "Partners' links, and the script that reads click ids on the program's site.",
            "Onboarding" => "Applications to become a partner.",
            "Operations" => "The health of the app, failed processes, keys, and programs that are moved.",
            "Outgoing webhooks" => "Endpoints of subscribers, and the webhook events that are sent to them.",
            "Partner pages" => "The pages on which partners sign in and see their account.",
            "Partners" => "The partners of a program, with their coupons, tax and payout details.",
            "Programs" => "Programs with their charter, components and stage.",
            "Reviews" => "The monthly review of quality signals and scorecards.",
            "Rule books" => "Versions of a program's rules: stored, approved, tried and simulated.",
            _ => throw new InvalidOperationException($"Describe the tag '{tag}' in {nameof(TagDescriptions)}."),
        };
}
