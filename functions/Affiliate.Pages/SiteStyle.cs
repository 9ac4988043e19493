namespace Affiliate.Pages;

/// <summary>
/// The only stylesheet. It is embedded in each page, and the content security policy allows it only by its hash.
/// </summary>
public static class SiteStyle
{
    /// <summary>The CSS rules.</summary>
    public const string Css = """
        :root{color-scheme:light dark;--ink:#1d2430;--soft:#5b6575;--paper:#fff;--ground:#f3f5f8;--line:#d8dde5;--accent:#1f5fd0;--on-accent:#fff;--ok:#17723f;--warn:#8a5a00;--bad:#b3261e}
        @media (prefers-color-scheme:dark){:root{--ink:#e8ebf0;--soft:#a9b2c0;--paper:#1c212a;--ground:#12161c;--line:#38404d;--accent:#8ab4ff;--on-accent:#0c1a33;--ok:#7ad3a0;--warn:#f0c36d;--bad:#ff9a92}}
        *{box-sizing:border-box}a{color:var(--accent)}body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,sans-serif}
        main{max-width:42rem;margin:2rem auto;padding:1.5rem clamp(1rem,4vw,2.25rem) 2rem;background:var(--paper);border:1px solid var(--line);border-radius:.6rem;overflow-wrap:anywhere}
        @media (max-width:44rem){main{margin:0;border-width:0 0 1px;border-radius:0}}
        .program{margin:0 0 .25rem;color:var(--soft);font-size:.9rem}.logo{display:block;max-width:12rem;max-height:3.5rem;margin:0 0 .75rem}footer{margin-top:2rem;padding-top:.75rem;border-top:1px solid var(--line);color:var(--soft);font-size:.85rem}footer p{margin:0}h1{margin:0 0 1rem;font-size:1.5rem;line-height:1.25}h2{margin:1.75rem 0 .5rem;font-size:1.1rem}
        dl{display:grid;grid-template-columns:fit-content(60%) 1fr;gap:.4rem 1rem;margin:1rem 0}dt{color:var(--soft)}dd{margin:0}
        @media (max-width:30rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.6rem}}
        label,legend{display:block;font-weight:600;margin:1rem 0 .25rem;padding:0}.hint{margin-left:.4rem;font-weight:400;color:var(--soft)}
        input:not([type=radio]):not([type=checkbox]),select,textarea{width:100%;padding:.55rem .7rem;font:inherit;color:inherit;background:transparent;border:1px solid var(--soft);border-radius:.4rem}
        textarea{min-height:6rem}fieldset{border:0;margin:0;padding:0}.choice{font-weight:400;margin:.35rem 0}
        :focus-visible{outline:3px solid var(--accent);outline-offset:2px}button{margin-top:1.25rem;padding:.65rem 1.4rem;font:inherit;font-weight:600;color:var(--on-accent);background:var(--accent);border:0;border-radius:.4rem;cursor:pointer}
        form>fieldset:not(:first-child){margin-top:1rem}.statements{margin:1.25rem 0 .75rem;padding-left:1.25rem}
        .tabs{display:flex;flex-wrap:wrap;gap:.5rem;margin:1rem 0 0;padding:0;list-style:none}.tabs a{display:block;padding:.45rem .9rem;color:inherit;text-decoration:none;border:1px solid var(--soft);border-radius:.4rem}.tabs [aria-current]{color:var(--accent);border-color:var(--accent);font-weight:600}
        main.wide{max-width:64rem}main.wide textarea{min-height:3.4rem}
        .data{width:100%;border-collapse:collapse;margin:.5rem 0 1rem}.data caption{text-align:left;color:var(--soft);padding:0 0 .4rem}
        .data th,.data td{padding:.45rem .6rem .45rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}.data tbody th{font-weight:600}.data thead th{color:var(--soft);font-size:.9rem;white-space:nowrap}
        .data .number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}.data th:last-child,.data td:last-child{padding-right:0}.data .tick{width:3.5rem}.data .tick input{width:1.25rem;height:1.25rem;margin:.15rem 0 0}
        .data small,.data .note{display:block;font-weight:400;font-size:.85rem;color:var(--soft)}.data .note{color:var(--warn)}.terms{margin:1rem 0}.terms h2,.terms h3{font-size:1.05rem}.terms table{border-collapse:collapse}.terms th,.terms td{padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--line);text-align:left}.reading{margin:1.25rem 0}.hash{font-family:ui-monospace,monospace;font-size:.8rem}details{margin:.35rem 0;font-weight:400}summary{cursor:pointer;color:var(--accent)}
        .parts{list-style:none;margin:.35rem 0;padding:0}.parts li{display:flex;justify-content:space-between;gap:1rem}.parts .choice{margin:.15rem 0}
        @media (max-width:44rem){.data,.data tbody{display:block}.data thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.data caption{display:block}.data tbody tr{display:flex;flex-wrap:wrap;gap:0 .6rem;padding:.5rem 0;border-bottom:1px solid var(--line)}.data tbody th,.data tbody td{border:0;padding:.1rem 0;flex:1 1 40%}.data tbody th{flex-basis:calc(100% - 4rem)}.data tbody td.tick{flex:0 0 1.75rem}.data tbody td.number{flex:1 0 auto}.data td.number::before{content:attr(data-title) " ";font-size:.85rem;color:var(--soft)}}
        .buttons{display:flex;flex-wrap:wrap;gap:.75rem;margin:0}.signed-in{margin:-.75rem 0 0;color:var(--soft)}.notice{margin:1.25rem 0;padding:.75rem 1rem;border-left:4px solid var(--warn);background:var(--ground)}.notice h2{margin:0 0 .25rem;color:var(--warn)}.notice p{margin:.25rem 0}.copy{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}.copy input:not([type=radio]):not([type=checkbox]){flex:1 1 16rem;width:auto;min-width:0}.copy button{margin:0}.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.choices,.months{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;align-items:center}.months label{margin:.35rem 0}.months input:not([type=radio]):not([type=checkbox]){width:11rem}.chart{margin:1.5rem 0;color:var(--accent);max-width:44rem}.chart figcaption{color:var(--ink);font-weight:600}.chart svg{display:block;width:100%;height:auto;margin:.5rem 0}.chart .axis{color:var(--soft);font-size:11px}.chart table{color:var(--ink)}.pages{display:flex;flex-wrap:wrap;gap:1.5rem}.data tbody th a{display:inline-block;padding:.15rem 0}button.plain{margin:0;padding:.35rem 0;color:var(--accent);background:transparent;text-decoration:underline}.sign-out{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin-top:1.5rem}button.other{color:var(--accent);background:transparent;box-shadow:inset 0 0 0 2px var(--accent)}[hidden]{display:none}
        .question{margin-top:1rem}.question legend,.question>label{margin-top:0}.help{margin:.25rem 0 0;color:var(--soft);font-size:.9rem}.trap{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}select{background:var(--paper)}
        .error{color:var(--bad);margin:.25rem 0 0}.ok h1{color:var(--ok)}.warning h1{color:var(--warn)}.failed h1{color:var(--bad)}
        .statement{width:100%;margin:1.25rem 0;border-collapse:collapse;font-size:.95rem}.statement th,.statement td{padding:.4rem .5rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}.statement th:first-child,.statement td:first-child{padding-left:0}.statement th:last-child,.statement td:last-child{padding-right:0}
        .statement .number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums;overflow-wrap:normal}.statement .date{white-space:nowrap;color:var(--soft)}.statement .total>*{font-weight:600}.statement .narrow{visibility:hidden}
        @media (max-width:34rem){.statement .running{display:none}.statement .narrow{visibility:visible}.statement th:nth-child(3),.statement td:nth-child(3){padding-right:0}}
        .cards{list-style:none;margin:.5rem 0;padding:0}.card{padding:.6rem 0;border-bottom:1px solid var(--line)}.badge{display:inline-block;padding:0 .5rem;border-radius:1rem;font-size:.85rem;border:1px solid currentColor}.badge.met{color:var(--ok)}.badge.missed{color:var(--bad)}.badge.few{color:var(--warn)}.spark,.bar{color:var(--accent);vertical-align:middle}blockquote{margin:.3rem 0;padding-left:.8rem;border-left:3px solid var(--line);color:var(--soft)}select{padding:.45rem .6rem;font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:.4rem}
        @media print{:root{color-scheme:light;--ink:#000;--soft:#444;--paper:#fff;--ground:#fff;--line:#bbb;--accent:#1f5fd0;--ok:#17723f;--warn:#8a5a00;--bad:#b3261e}@page{margin:18mm}.partner nav,.partner form,.partner .screen,.partner .copy button{display:none}.partner .chart,.partner section{break-inside:avoid}main{max-width:none;margin:0;padding:0;border:0}.statement thead{display:table-header-group}.statement tr{break-inside:avoid}}
        """;

    /// <summary>
    /// The source expression for the stylesheet in a content security policy
    /// (https://www.w3.org/TR/CSP3/#external-hash).
    /// </summary>
    public static string Source { get; } = BrandStyle.SourceOf(Css);
}
