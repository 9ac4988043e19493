namespace Affiliate.Pages;

/// <summary>
/// The rules of the console, which follow those of <see cref="SiteStyle"/>. They are embedded in the pages of the console
/// only, and the content security policy allows them only by their hash.
/// </summary>
public static class ConsoleStyle
{
    /// <summary>The CSS rules.</summary>
    public const string Css = """
        .console{font-size:15px}.console main{max-width:none;margin:0;padding:1.25rem clamp(1rem,3vw,2.25rem) 4rem;border:0;border-radius:0;min-width:0}.console main:focus{outline:0}
        .skip{position:absolute;left:-100rem;padding:.5rem 1rem;background:var(--accent);color:var(--on-accent)}.skip:focus{left:.5rem;top:.5rem;z-index:2}
        .top{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem 1.5rem;padding:.6rem clamp(1rem,3vw,1.75rem);background:var(--paper);border-bottom:1px solid var(--line)}.top .home{font-weight:700;color:var(--ink);text-decoration:none}.top button{margin:0}
        .find{display:flex;flex:1 1 14rem;max-width:30rem;gap:.5rem}.find input:not([type=radio]):not([type=checkbox]){padding:.35rem .7rem}.find button,.filter button{padding:.4rem 1rem}
        .who{display:flex;flex-wrap:wrap;gap:0 1rem;align-items:center;margin-left:auto;color:var(--soft);font-size:.9rem;overflow-wrap:anywhere}
        .columns{display:grid;grid-template-columns:14rem minmax(0,1fr);min-height:85vh}.columns>main{border-left:1px solid var(--line)}
        .side{padding:1.25rem .75rem}.side ul{list-style:none;margin:0 0 1.25rem;padding:0}.side a{display:block;padding:.35rem .75rem;border-radius:.4rem;color:var(--ink);text-decoration:none}.side a:hover{background:var(--line)}.side [aria-current]{background:var(--paper);color:var(--accent);font-weight:600;box-shadow:inset 3px 0 0 var(--accent)}.side .group{margin:0 0 .25rem .75rem;font-size:.85rem;color:var(--soft)}
        @media (max-width:56rem){.columns{display:block}.columns>main{border:0}.side{display:flex;gap:.75rem;overflow-x:auto;padding:.5rem 1rem;border-bottom:1px solid var(--line)}.side ul{display:flex;margin:0;white-space:nowrap}.side .group{display:none}}
        .crumbs ol{display:flex;flex-wrap:wrap;gap:.1rem .5rem;margin:0 0 .75rem;padding:0;list-style:none;font-size:.9rem;color:var(--soft)}.crumbs li:not(:first-child)::before{content:"/";margin-right:.5rem;color:var(--soft)}
        .done,.problem{margin:0 0 1rem;padding:.75rem 1rem;border-left:4px solid var(--ok);background:var(--ground)}.problem{border-color:var(--bad)}.problem h2{margin:0;color:var(--bad)}.problem ul{margin:.25rem 0 0;padding-left:1.25rem}.lead{margin:-.5rem 0 1rem;color:var(--soft)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:.75rem;margin:1rem 0 1.5rem}.tile{padding:.7rem 1rem;border:1px solid var(--line);border-radius:.5rem}.tile dd{font-size:1.35rem;font-weight:600;font-variant-numeric:tabular-nums;line-height:1.3}.tile small{display:block;font-size:.85rem;font-weight:400;color:var(--soft)}
        .empty{margin:1rem 0;padding:1.25rem;border:1px dashed var(--soft);border-radius:.5rem}.empty p{margin:.25rem 0}
        .filter{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;margin:1rem 0}.filter label{margin:0 0 .2rem;font-size:.9rem}.filter>div{flex:0 1 12rem;min-width:8rem}.filter input:not([type=radio]):not([type=checkbox]),.filter select{width:100%;padding:.4rem .6rem}.filter button{margin:0}
        .action{margin:.75rem 0;padding:.6rem 1rem;border:1px solid var(--line);border-radius:.5rem}.action form{max-width:36rem}.action button{margin:1rem 0 .5rem}.danger button{background:var(--bad);color:var(--paper)}.danger>summary{color:var(--bad)}
        .events{list-style:none;margin:1rem 0;padding:0;border-left:2px solid var(--line)}.events li{margin:0 0 .75rem;padding:0 0 0 1rem}.events time{display:block;font-size:.85rem;color:var(--soft)}
        .console .data{font-size:.95rem}.data thead a{color:inherit}.unsorted{display:none}.data .badge{white-space:nowrap}.badge.ok{color:var(--ok)}.badge.bad{color:var(--bad)}.badge.warn{color:var(--warn)}.badge.plain{color:var(--soft)}.bulk{max-width:36rem}.console pre{white-space:pre-wrap;font:.85rem/1.5 ui-monospace,monospace}
        @media (max-width:44rem){.console .data tbody td.number{flex:1 1 40%;text-align:left;white-space:normal}.data thead a{display:none}.data thead .unsorted{display:inline}.filter>div{flex:1 1 100%}.who{margin-left:0}}
        @media (min-width:44.01rem){.console .data td{min-width:5rem}}
        .welcome{max-width:34rem;margin:3rem auto;padding:0 1rem}.welcome main{border:1px solid var(--line);border-radius:.6rem;padding:1.5rem 2rem 2rem}
        """;

    /// <summary>The source expression for the rules (https://www.w3.org/TR/CSP3/#external-hash).</summary>
    public static string Source { get; } = BrandStyle.SourceOf(Css);
}
