#!/bin/sh
# Kernel machines and novelty from the command line: trained, written, scored, retrained; and options that make no sense.
. tests/cli/common.sh
samples=datasets/samples/topics.jsonl
for i in 1 2 3 4 5 6 7 8; do
    echo '{"id":"a'$i'","title":"League match '$i'","text":"The home team won the match by a goal in minute '$i' and the fans cheered","labels":["medtop:15000000 sport"]}'
    echo '{"id":"b'$i'","title":"Bank report '$i'","text":"The bank raised its interest rate by '$i' points and the shares fell","labels":["medtop:04000000 economy"]}'
    echo '{"id":"c'$i'","title":"Storm warning '$i'","text":"Heavy rain and wind of force '$i' are expected in the hills tonight","labels":["weather"]}'
done >"$scratch/small.jsonl"
small=$scratch/small.jsonl

every_kernel_learns_and_scores() {
    for kernel in linear rbf poly sigmoid; do
        run 0 train --fast --kernel $kernel "$small" -o "$scratch/$kernel.ent" && ! [ -s "$scratch/out" ] &&
            run 0 model verify "$scratch/$kernel.ent" && run 0 classify -m "$scratch/$kernel.ent" --json "$small" &&
            ! grep -qE 'nan|inf' "$scratch/out" || return 1
    done
    run 0 evaluate "$small" -m "$scratch/linear.ent" --json && printed '"accuracy":1,'
}
kernel_over_a_projection() {
    run 0 train --fast --kernel rbf --reduce projection "$small" -o "$scratch/p.ent" &&
        run 0 evaluate "$small" -m "$scratch/p.ent" --json && printed '"accuracy":1,' &&
        run 0 model show --json "$scratch/p.ent" && printed '"kernel.input":"projection"'
}
nu_and_cost_are_kept() {
    run 0 train --fast --kernel rbf --nu 0.2 "$small" -o "$scratch/nu.ent" && run 0 model show --json "$scratch/nu.ent" &&
        printed '"kernel.nu":0.2' && run 0 train --fast --kernel rbf --kernel-cost 4 "$small" -o "$scratch/c.ent" &&
        run 0 model show --json "$scratch/c.ent" && printed '"kernel.C":4'
}
same_bytes_every_run() {
    run 0 train --fast --kernel rbf --novelty --threads 1 "$samples" -o "$scratch/k1.ent" &&
        run 0 train --fast --kernel rbf --novelty --threads 3 "$samples" -o "$scratch/k2.ent" && cmp "$scratch/k1.ent" "$scratch/k2.ent" &&
        ENTENTE_SIMD=plain run 0 train --fast --kernel rbf --novelty "$samples" -o "$scratch/k3.ent" && cmp "$scratch/k1.ent" "$scratch/k3.ent"
}
retraining_keeps_the_kernel() {
    head -n 18 "$small" >"$scratch/first.jsonl" && tail -n +19 "$small" >"$scratch/rest.jsonl"
    run 0 train --fast --kernel rbf --novelty "$scratch/first.jsonl" -o "$scratch/f.ent" &&
        run 0 train --from "$scratch/f.ent" --with "$scratch/first.jsonl" "$scratch/rest.jsonl" -o "$scratch/g.ent" &&
        run 0 model show --json "$scratch/g.ent" && printed '"kernel":"rbf"' && printed '"novelty.vectors":' &&
        run 1 train --from "$scratch/f.ent" "$scratch/rest.jsonl" -o "$scratch/h.ent" && said 'only retrained with its corpus' &&
        run 0 train --fast --novelty "$scratch/first.jsonl" -o "$scratch/n.ent" &&
        run 0 train --from "$scratch/n.ent" "$scratch/rest.jsonl" -o "$scratch/n2.ent" &&
        run 0 classify -m "$scratch/n2.ent" --json "$small" && printed '"novelty":'
}
novelty_is_told() {
    run 0 train --fast --novelty --nu 0.02 "$samples" -o "$scratch/n.ent" &&
        echo '{"id":"x","text":"Zyx wvut srqp onml kjih gfed cbaz yxwv utsr qpon mlkj ihgf"}' >"$scratch/x.jsonl" &&
        run 0 classify -m "$scratch/n.ent" --json "$scratch/x.jsonl" && printed '"status":"unsure","reasons":\[{"name":"unknown-terms","value":[01.0-9]*,"limit":0.9},{"name":"novelty","value":0.[5-9][0-9]*,"limit":0.5}\],"novelty":0.[5-9]' &&
        run 0 classify -m "$scratch/n.ent" --json "$samples" && [ "$(grep -c '"status":"ok","novelty":0' "$scratch/out")" -gt 150 ]
}
bad_kernel_options() {
    run 2 train --kernel cubic "$small" -o "$scratch/z.ent" && run 2 train --gamma 1 "$small" -o "$scratch/z.ent" &&
        run 2 train --nu 0.1 "$small" -o "$scratch/z.ent" && run 2 train --kernel rbf --nu 2 "$small" -o "$scratch/z.ent" &&
        run 2 train --novelty --nu 1 "$small" -o "$scratch/z.ent" && one_line && said 'below 1' &&
        run 2 train --kernel poly --degree 99 "$small" -o "$scratch/z.ent" &&
        run 2 train --kernel rbf --gamma nan "$small" -o "$scratch/z.ent" &&
        run 2 train --kernel rbf --no-calibration "$small" -o "$scratch/z.ent" && one_line && [ ! -e "$scratch/z.ent" ]
}
bad_polynomial() {
    run 2 train --fast --kernel poly --degree 8 --gamma 1e6 --coef0 1e6 "$samples" -o "$scratch/z.ent" && one_line && said 'must be smaller' &&
        ! grep -q '^tried' "$scratch/err" && run 2 train --fast --kernel poly --degree 8 --gamma 1e6 --reduce projection "$samples" -o "$scratch/z.ent" &&
        said 'must be smaller' && [ ! -e "$scratch/z.ent" ] && run 0 train --fast --kernel poly --degree 8 "$small" -o "$scratch/p8.ent"
}
options_of_another_kernel() {
    run 2 train --kernel rbf --degree 2 "$small" -o "$scratch/z.ent" && said 'degree is of --kernel poly' &&
        run 2 train --kernel rbf --coef0 1 "$small" -o "$scratch/z.ent" && said 'coef0 is of' &&
        run 2 train --kernel linear --gamma 1 "$small" -o "$scratch/z.ent" && said 'gamma is not of' &&
        run 2 train --coef0 1 "$small" -o "$scratch/z.ent" && said 'add --kernel'
}

for test in every_kernel_learns_and_scores kernel_over_a_projection nu_and_cost_are_kept same_bytes_every_run \
    retraining_keeps_the_kernel novelty_is_told bad_kernel_options bad_polynomial options_of_another_kernel; do
    verdict "$test" "$test"
done
exit $fault
